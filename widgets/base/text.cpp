// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/text.h"

#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace vitrine {

QStringList qs(const std::vector<std::string>& texts) {
    QStringList result;
    for (const std::string& text : texts) result << qs(text);
    return result;
}

QString errorHtml(const Error& error) {
    QString html = "<b>" + qs(error.what).toHtmlEscaped() + "</b>";
    if (!error.object.empty()) html += ": " + qs(error.object).toHtmlEscaped();
    if (!error.why.empty()) html += "<br>" + qs(error.why).toHtmlEscaped();
    if (!error.next.empty()) html += "<br><i>" + qs(error.next).toHtmlEscaped() + "</i>";
    return html;
}

QString numberText(double value, int digits) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    const double magnitude = std::abs(value);
    if (value == std::floor(value) && magnitude < 1e9) return QLocale(QLocale::English).toString(static_cast<qint64>(value));
    if (magnitude >= 1e7 || magnitude < 1e-4) return QString::number(value, 'e', std::max(0, digits - 2));
    return QString::number(value, 'g', digits);
}

QString bytesText(std::uint64_t bytes) {
    return QLocale(QLocale::English).formattedDataSize(static_cast<qint64>(bytes), bytes < 1024 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString agoText(std::int64_t wallMicros) {
    if (wallMicros <= 0) return {};
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(wallMicros / 1000), now = QDateTime::currentDateTime();
    const qint64 seconds = then.secsTo(now);
    if (seconds < 5) return "just now";
    if (seconds < 60) return QString("%1 s ago").arg(seconds);
    if (seconds < 3600) return QString("%1 min ago").arg(seconds / 60);
    if (then.date() == now.date()) return "today " + then.toString("HH:mm");
    if (then.date().addDays(1) == now.date()) return "yesterday " + then.toString("HH:mm");
    return then.toString("yyyy-MM-dd");
}

int fuzzyScore(const QString& pattern, const QString& text) {
    if (pattern.isEmpty()) return 1;
    int score = 0, run = 0;
    qsizetype at = 0;
    for (const QChar letter : pattern) {
        if (letter.isSpace()) {
            run = 0;
            continue;
        }
        qsizetype found = -1, firstFound = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text[i].toCaseFolded() != letter.toCaseFolded()) continue;
            if (firstFound < 0) firstFound = i;
            const bool wordStart = i == 0 || !text[i - 1].isLetterOrNumber();
            if ((run > 0 && i == at) || wordStart) {   // A letter that goes on with a run or begins a word is worth looking further for.
                found = i;
                break;
            }
        }
        if (found < 0) found = firstFound;
        if (found < 0) return 0;
        const bool wordStart = found == 0 || !text[found - 1].isLetterOrNumber();
        run = found == at && at > 0 ? run + 1 : 1;
        score += 10 + (wordStart ? 15 : 0) + std::min(run, 5) * 4 - static_cast<int>(std::min<qsizetype>(found - at, 8));
        at = found + 1;
    }
    return std::max(1, score - static_cast<int>(std::min<qsizetype>(text.size() / 8, 8)));
}

}  // namespace vitrine
