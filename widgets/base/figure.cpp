// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/figure.h"

#include <QBuffer>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>

#include "core/base/files.h"
#include "core/data/csv.h"
#include "widgets/base/figure_file.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr double kLargestSide = 32'000;  // Pixels of a PNG; QImage and most readers stop near here.

Error cannotExport(const std::filesystem::path& file, std::string why, std::string next, ErrorCode code = ErrorCode::Unsupported) {
    return {code, "Cannot export the figure", file.string(), std::move(why), std::move(next)};
}

void paintOn(QPainter& painter, FigureSource& source, bool transparent) {
    const QRectF area(QPointF(0, 0), source.figureSize());
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    if (!transparent) painter.fillRect(area, Theme::instance().colour(Ink::Surface));
    source.paintFigure(painter, area);
}

Result<FinishExport> preparePng(FigureSource& source, const std::filesystem::path& file, const FigureExport& options) {
    const QSizeF size = source.figureSize() * options.scale;
    if (std::max(size.width(), size.height()) > kLargestSide)
        return cannotExport(file, fmt::format("{:.0f} x {:.0f} pixels are too many", size.width(), size.height()), "Export at a smaller scale, or as SVG or PDF.",
                            ErrorCode::TooLarge);
    QImage image(std::max(1, int(std::ceil(size.width()))), std::max(1, int(std::ceil(size.height()))), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    image.setDotsPerMeterX(int(std::lround(options.scale * 96 / 0.0254)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    QPainter painter(&image);
    // An explicit transform and not a device pixel ratio: sources may ask the painter's device for neither.
    painter.scale(options.scale, options.scale);
    paintOn(painter, source, options.transparent);
    painter.end();
    image.setText("Title", source.figureTitle());
    image.setText("Software", "Vitrine");
    image.setText(kProvenanceKey, provenanceText(options.provenance));
    return FinishExport([image, file]() -> Status {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        if (!image.save(&buffer, "PNG")) return cannotExport(file, "the picture cannot be encoded", "Export it as SVG or PDF.", ErrorCode::Internal);
        return writeAtomically(file, {bytes.constData(), std::size_t(bytes.size())});
    });
}

FinishExport writeLater(QByteArray bytes, const std::filesystem::path& file) {
    return [bytes = std::move(bytes), file] { return writeAtomically(file, {bytes.constData(), std::size_t(bytes.size())}); };
}

FinishExport prepareSvg(FigureSource& source, const std::filesystem::path& file, const FigureExport& options) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    // Sizes are written in units of 1/resolution inch; 96 makes one unit a CSS pixel, so that viewers show the natural size.
    svg.setResolution(96);
    svg.setSize(source.figureSize().toSize());
    svg.setViewBox(QRectF(QPointF(0, 0), source.figureSize()));
    svg.setTitle("@title");  // Qt's versions differ in whether they escape it: it is put in below.
    svg.setDescription(QString(kProvenanceKey) + ": " + provenanceText(options.provenance));
    QPainter painter(&svg);
    paintOn(painter, source, options.transparent);
    painter.end();
    bytes.replace("<title>@title</title>", "<title>" + source.figureTitle().toHtmlEscaped().toUtf8() + "</title>");
    return writeLater(std::move(bytes), file);
}

FinishExport preparePdf(FigureSource& source, const std::filesystem::path& file, const FigureExport& options) {
    constexpr double kPointsPerPixel = 0.75;  // 72 points and 96 pixels an inch.
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setResolution(1200);
    pdf.setPageMargins({});
    pdf.setPageSize(QPageSize(source.figureSize() * kPointsPerPixel, QPageSize::Point, {}, QPageSize::ExactMatch));
    pdf.setPageMargins({});
    pdf.setTitle(source.figureTitle());
    pdf.setCreator("Vitrine");
    pdf.setDocumentXmpMetadata(xmpPacket(source.figureTitle(), options.provenance));
    QPainter painter(&pdf);
    painter.scale(1200 / 96.0, 1200 / 96.0);
    paintOn(painter, source, options.transparent);
    painter.end();
    return writeLater(std::move(bytes), file);
}

Result<FinishExport> prepareCsv(FigureSource& source, const std::filesystem::path& file, const FigureExport& options) {
    std::optional<Table> table = source.figureData();
    if (!table)
        return cannotExport(file, "there is no table of numbers behind this figure", "Export it as PNG, SVG or PDF.");
    const std::string head = "# " + ss(source.figureTitle().simplified()) + "\n# " + kProvenanceKey + ": " + ss(provenanceText(options.provenance)) + "\n";
    return FinishExport([table = std::move(*table), head, file]() -> Status {
        const TemporaryFolder folder;
        VITRINE_CHECK(writeCsv(folder.path() / "table.csv", table));
        VITRINE_TRY(const std::string body, readText(folder.path() / "table.csv", std::size_t(4) << 30));
        return writeAtomically(file, head + body);
    });
}

}  // namespace

Result<FinishExport> prepareExport(FigureSource& source, const std::filesystem::path& file, const FigureExport& options) {
    const QString suffix = qs(file.extension().string()).toLower();
    const bool picture = suffix == ".png" || suffix == ".svg" || suffix == ".pdf";
    if (picture && source.figureSize().isEmpty())
        return cannotExport(file, "the figure is empty", "Show something first.", ErrorCode::InvalidArgument);
    if (suffix == ".png") return preparePng(source, file, options);
    if (suffix == ".svg") return prepareSvg(source, file, options);
    if (suffix == ".pdf") return preparePdf(source, file, options);
    if (suffix == ".csv") return prepareCsv(source, file, options);
    return cannotExport(file, fmt::format("files ending in \"{}\" are not written", ss(suffix)), "Name a file that ends in .png, .svg, .pdf or .csv.");
}

Status exportFigure(FigureSource& source, const std::filesystem::path& file, const FigureExport& options) {
    VITRINE_TRY(const FinishExport finish, prepareExport(source, file, options));
    return finish();
}

}  // namespace vitrine
