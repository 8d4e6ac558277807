// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/method_header.h"

#include <QHBoxLayout>
#include <QLabel>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

/// "S. Otsuki, T. Iida, ..." -> "Otsuki et al.": family name of the first, and whether there are others.
QString shortAuthors(const std::string& authors) {
    const QString all = qs(authors), first = all.section(',', 0, 0).trimmed();
    const QString family = first.section(' ', -1);
    return all.contains(',') || all.contains(" and ") ? family + " et al." : family;
}

}  // namespace

QString paperHtml(const Paper& paper) {
    if (paper.title.empty()) return {};
    QStringList parts;
    if (!paper.authors.empty()) parts << shortAuthors(paper.authors);
    QString where = qs(paper.venue);
    if (paper.year > 0) where += (where.isEmpty() ? "" : " ") + QString::number(paper.year);
    if (!where.isEmpty()) parts << where;
    const QString text = (parts.isEmpty() ? qs(paper.title) : parts.join(", ")).toHtmlEscaped();
    // Only web addresses: a manifest is somebody else's text.
    const QString url = qs(paper.url);
    if (!url.startsWith("https://") && !url.startsWith("http://")) return text;
    return QString("<a style=\"color:%3; text-decoration:none\" href=\"%1\">%2</a>").arg(url.toHtmlEscaped(), text, Theme::instance().colour(Ink::Accent).name());
}

MethodHeader::MethodHeader(const Manifest& manifest, QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* title = new QLabel(qs(manifest.title), this);
    title->setFont(Theme::instance().headingFont(2));
    title->setToolTip(qs(manifest.summary));
    title->setAccessibleName(qs(manifest.title));
    title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    title->setMinimumWidth(80);
    auto* paper = new QLabel(this);
    paper->setObjectName("method.paper");
    paper->setOpenExternalLinks(true);
    paper->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    paper->setToolTip(qs(manifest.paper.title));
    paper->setAccessibleName("Paper: " + qs(manifest.paper.title));
    const auto link = [paper, &manifest] { paper->setText(paperHtml(manifest.paper)); };
    connect(&Theme::instance(), &Theme::changed, paper, link);
    link();
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(Theme::space(4), Theme::space(3), Theme::space(4), 0);
    m_row->setSpacing(Theme::space(3));
    m_row->addWidget(title);
    m_row->addWidget(paper);
    m_row->addStretch(1);
}

void MethodHeader::addTool(QWidget* tool) { m_row->addWidget(tool); }

}  // namespace vitrine
