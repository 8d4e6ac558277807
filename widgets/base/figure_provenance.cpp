// SPDX-License-Identifier: GPL-3.0-or-later
#include <QImageReader>
#include <QXmlStreamReader>

#include "core/base/files.h"
#include "widgets/base/figure_file.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr std::size_t kLargestFile = std::size_t(512) << 20;
constexpr const char* kXmpOpen = "<vitrine:provenance>";
constexpr const char* kXmpClose = "</vitrine:provenance>";

Result<Json> parsed(const QString& text, const std::filesystem::path& file) {
    if (text.trimmed().isEmpty()) return Json();
    return parseJson(ss(text), file.string());
}

/// What follows "vitrine-provenance: " in a text, up to the end of its line.
QString afterMark(const QString& text) {
    const QString mark = QString(kProvenanceKey) + ":";
    const qsizetype at = text.indexOf(mark);
    if (at < 0) return {};
    return text.mid(at + mark.size()).section('\n', 0, 0);
}

Result<Json> fromSvg(const std::string& bytes, const std::filesystem::path& file) {
    QXmlStreamReader xml(QByteArray::fromRawData(bytes.data(), qsizetype(bytes.size())));
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("desc"))
            return parsed(afterMark(xml.readElementText(QXmlStreamReader::IncludeChildElements)), file);
    if (xml.hasError())
        return Error{ErrorCode::BadFormat, "Cannot read the figure", fmt::format("{}, line {}", file.string(), xml.lineNumber()), ss(xml.errorString()),
                     "Give an SVG file that was exported here."};
    return Json();
}

Result<Json> fromPdf(const std::string& bytes, const std::filesystem::path& file) {
    const std::size_t open = bytes.find(kXmpOpen), close = bytes.find(kXmpClose);
    if (open == std::string::npos || close == std::string::npos || close < open) return Json();
    const std::string inner = bytes.substr(open, close - open);
    QXmlStreamReader xml(QByteArray("<a xmlns:vitrine=\"v\">") + QByteArray::fromStdString(inner) + kXmpClose + "</a>");
    xml.readNextStartElement();
    xml.readNextStartElement();
    return parsed(xml.readElementText(), file);
}

}  // namespace

QString provenanceText(const Json& provenance) {
    QString text = qs(provenance.dump(-1, ' ', true, Json::error_handler_t::replace));
    // These stand inside of strings only, where JSON has other words for them: no format has to escape anything.
    return text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
}

QByteArray xmpPacket(const QString& title, const Json& provenance) {
    const QString text = QString::fromUtf8(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:vitrine=\"urn:vitrine:figure:1\">"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%1</rdf:li></rdf:Alt></dc:title>"
        "%2%3%4"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
    return text.arg(title.toHtmlEscaped(), kXmpOpen, provenanceText(provenance).toHtmlEscaped(), kXmpClose).toUtf8();
}

Result<Json> figureProvenance(const std::filesystem::path& file) {
    const QString suffix = qs(file.extension().string()).toLower();
    VITRINE_TRY(const std::string bytes, readText(file, kLargestFile));
    if (suffix == ".svg") return fromSvg(bytes, file);
    if (suffix == ".pdf") return fromPdf(bytes, file);
    if (suffix == ".csv") {
        std::size_t end = 0;
        for (std::size_t at = 0; at < bytes.size() && bytes[at] == '#'; at = end)
            end = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
        return parsed(afterMark(QString::fromUtf8(bytes.data(), qsizetype(end))), file);
    }
    QImageReader reader(qs(file.string()));
    const QString text = reader.text(kProvenanceKey);
    if (text.isEmpty() && !reader.canRead())
        return Error{ErrorCode::BadFormat, "Cannot read the figure", file.string(), ss(reader.errorString()), "Give a PNG, SVG, PDF or CSV file that was exported here."};
    return parsed(text, file);
}

}  // namespace vitrine
