// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace vitrine {

/// A combo box whose entries may have a second line of help. It shrinks with its column, and its list is as wide as its texts need.
class FormCombo final : public QComboBox {
public:
    static constexpr int kHelpRole = Qt::UserRole + 1;
    explicit FormCombo(QWidget* parent = nullptr);
    void addEntry(const QString& text, const QVariant& data, const QString& help = {});
    void setElide(Qt::TextElideMode mode) { m_elide = mode; }   ///< Where the shown text is cut; at its end unless set.
    void showPopup() override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QSize hintFor(int letters) const;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    bool m_prepared = false;
};

}  // namespace vitrine
