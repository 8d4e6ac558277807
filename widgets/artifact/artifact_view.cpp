// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/artifact_view.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <QtConcurrent>

#include "widgets/artifact/content_views.h"
#include "widgets/artifact/volume_view.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/graph/graph_view.h"
#include "widgets/image/heatmap_view.h"
#include "widgets/image/video_view.h"
#include "widgets/plot/plot_view.h"
#include "widgets/table/table_view.h"

namespace vitrine {

struct ArtifactView::Impl {
    explicit Impl(ArtifactView& view) : q(view) {}
    void build();
    QToolButton* button(const char* icon, const QString& text, const QString& help);
    void say(const QString& html, bool bad);
    void put(const Result<ArtifactContent>& content);
    void take(ContentView view);
    void describe(const QString& shape);
    void dress();   ///< Colours and fonts of the theme.

    ArtifactView& q;
    ArtifactRow artifact;
    std::filesystem::path file;
    int generation = 0;
    bool loading = false;
    std::optional<Error> failure;
    QPointer<QWidget> content;
    FigureSource* figure = nullptr;
    Json pending;
    QString emptyText = QStringLiteral("Choose an artifact to see it here");
    QWidget* header = nullptr;
    QLabel *icon = nullptr, *title = nullptr, *detail = nullptr, *sign = nullptr, *message = nullptr;
    QWidget* card = nullptr;   ///< Note or error: sign above message.
    QToolButton *folder = nullptr, *copy = nullptr, *exportButton = nullptr;
    QStackedWidget* stack = nullptr;
    bool bad = false;
};

ArtifactView::ArtifactView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) {
    m_impl->build();
    connect(&Theme::instance(), &Theme::changed, this, [this] { m_impl->dress(); });
    clear();
}

ArtifactView::~ArtifactView() = default;

QToolButton* ArtifactView::Impl::button(const char* iconName, const QString& text, const QString& help) {
    auto* made = new QToolButton(header);
    made->setIcon(Theme::instance().icon(QString::fromLatin1(iconName)));
    made->setAutoRaise(true);
    made->setAccessibleName(text);
    made->setToolTip(help);
    return made;
}

void ArtifactView::Impl::build() {
    header = new QWidget(&q);
    icon = new QLabel(header);
    title = new QLabel(header);
    title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    title->setMinimumWidth(40);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    detail = new QLabel(header);
    detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    folder = button("folder", QStringLiteral("Open folder"), QStringLiteral("Open the folder of the file"));
    copy = button("copy", QStringLiteral("Copy path"), QStringLiteral("Copy the path of the file"));
    exportButton = button("export", QStringLiteral("Export figure"), QStringLiteral("Export as PNG, SVG, PDF or CSV"));
    exportButton->setObjectName("artifact.export");
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title);
    words->addWidget(detail);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(2), Theme::space(2));
    row->setSpacing(Theme::space(2));
    row->addWidget(icon);
    row->addLayout(words, 1);
    for (QWidget* control : std::initializer_list<QWidget*>{folder, copy, exportButton}) row->addWidget(control);
    card = new QWidget(&q);
    sign = new QLabel(card);
    sign->setAlignment(Qt::AlignCenter);
    message = new QLabel(card);
    message->setAlignment(Qt::AlignCenter);
    message->setWordWrap(true);
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(Theme::space(5), Theme::space(5), Theme::space(5), Theme::space(5));
    inside->setSpacing(Theme::space(3));
    inside->addStretch(1);
    inside->addWidget(sign);
    inside->addWidget(message);
    inside->addStretch(1);
    message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    stack = new QStackedWidget(&q);
    stack->addWidget(card);
    auto* column = new QVBoxLayout(&q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(stack, 1);
    connect(folder, &QToolButton::clicked, &q, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(file.parent_path().string()))); });
    connect(copy, &QToolButton::clicked, &q, [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(file.string())); });
    connect(exportButton, &QToolButton::clicked, &q, [this] {
        if (figure) exportFigureWithDialog(&q, *figure, {{"artifact", artifact.name}, {"run", artifact.run}, {"sha256", artifact.sha256}});
    });
    dress();
}

void ArtifactView::Impl::dress() {
    const Theme& theme = Theme::instance();
    title->setFont(theme.headingFont(3));
    QPalette muted = detail->palette();
    muted.setColor(QPalette::WindowText, theme.colour(Ink::Muted));
    detail->setPalette(muted);
    QPalette words = message->palette();
    words.setColor(QPalette::WindowText, theme.colour(bad ? Ink::Text : Ink::Muted));
    message->setPalette(words);
    sign->setVisible(bad);
    if (bad) sign->setPixmap(theme.icon(QStringLiteral("error"), Ink::Bad).pixmap(QSize(32, 32), q.devicePixelRatioF()));
    if (!artifact.kind.empty()) icon->setPixmap(theme.icon(iconOfKind(artifact.kind), Ink::Muted).pixmap(QSize(20, 20), q.devicePixelRatioF()));
}

void ArtifactView::Impl::say(const QString& html, bool isBad) {
    bad = isBad;
    message->setText(html);
    message->setAccessibleName(isBad ? QStringLiteral("Error") : QStringLiteral("Note"));
    stack->setCurrentWidget(card);
    dress();
}

void ArtifactView::Impl::describe(const QString& shape) {
    QStringList parts{titleOfKind(artifact.kind)};
    if (!shape.isEmpty()) parts << shape;
    if (!artifact.unit.empty()) parts << qs(artifact.unit);
    if (artifact.size > 0) parts << bytesText(artifact.size);
    if (artifact.step != 0) parts << QStringLiteral("step %1").arg(artifact.step);
    detail->setText(parts.join(QStringLiteral(" · ")));
    detail->setToolTip(detail->text());
}

void ArtifactView::clear() {
    Impl& d = *m_impl;
    ++d.generation;
    d.loading = false;
    d.failure.reset();
    d.take({});
    d.artifact = {};
    d.header->hide();
    d.say(d.emptyText, false);
}

void ArtifactView::setEmptyText(const QString& text) {
    m_impl->emptyText = text;
    if (m_impl->artifact.name.empty()) m_impl->say(text, false);
}

void ArtifactView::show(const ArtifactRow& artifact, const std::filesystem::path& file) {
    Impl& d = *m_impl;
    const int generation = ++d.generation;
    d.artifact = artifact;
    d.file = file;
    d.failure.reset();
    d.loading = true;
    d.take({});
    d.header->show();
    d.title->setText(qs(artifact.title.empty() ? artifact.name : artifact.title));
    d.title->setToolTip(qs(artifact.name));
    d.describe({});
    d.say(QStringLiteral("Reading…"), false);
    auto* watcher = new QFutureWatcher<Result<ArtifactContent>>(this);
    connect(watcher, &QFutureWatcher<Result<ArtifactContent>>::finished, this, [this, watcher, generation] {
        watcher->deleteLater();
        if (generation == m_impl->generation) m_impl->put(watcher->future().result());
    });
    watcher->setFuture(QtConcurrent::run([artifact, file]() -> Result<ArtifactContent> { return readArtifact(artifact, file); }));
}

void ArtifactView::Impl::put(const Result<ArtifactContent>& read) {
    loading = false;
    auto view = read.ok() ? makeContentView(artifact, *read, stack) : Result<ContentView>(read.error());
    if (view.ok()) {
        describe(read->shape);
        take(*view);
        const auto* curves = std::get_if<SeriesContent>(&read->value);
        // Only now has the plot its size, which its margins depend on.
        if (auto* plot = qobject_cast<PlotView*>(content); plot && curves && curves->yLow == curves->yHigh) plot->fit();
        if (!pending.is_null()) q.restoreState(std::exchange(pending, Json()));
        if (auto* video = qobject_cast<VideoView*>(content)) connect(video, &VideoView::failed, &q, [this](const Error& error) {
            failure = error;
            take({});
            say(errorHtml(error), true);
        }, Qt::QueuedConnection);
    } else {
        failure = view.error();
        say(errorHtml(view.error()), true);
    }
    Q_EMIT q.loaded();
}

void ArtifactView::Impl::take(ContentView view) {
    if (content) content->deleteLater();
    content = view.widget;
    figure = view.figure ? view.figure : dynamic_cast<FigureSource*>(view.widget);
    exportButton->setEnabled(figure != nullptr);
    if (!view.widget) return;
    stack->addWidget(view.widget);
    stack->setCurrentWidget(view.widget);
}

bool ArtifactView::settled() const {
    const Impl& d = *m_impl;
    if (d.loading) return false;
    if (const auto* video = qobject_cast<VideoView*>(d.content)) return video->settled();
    if (const auto* graph = qobject_cast<GraphView*>(d.content)) return graph->laidOut();
    if (const auto* heat = qobject_cast<HeatmapView*>(d.content)) return heat->settled();
    if (const auto* image = qobject_cast<ImageView*>(d.content)) return image->settled();
    if (const auto* volume = qobject_cast<VolumeView*>(d.content)) return volume->settled();
    return !(d.content && d.content->property("preparing").toBool());   // A 3D view, whose class is known to its library alone.
}

QWidget* ArtifactView::content() const { return m_impl->content; }
std::optional<Error> ArtifactView::error() const { return m_impl->failure; }

Json ArtifactView::saveState() const {
    QWidget* view = m_impl->content;
    if (const auto* image = qobject_cast<ImageView*>(view)) return {{"view", image->saveState()}};
    if (const auto* heat = qobject_cast<HeatmapView*>(view)) return {{"view", heat->saveState()}};
    if (const auto* plot = qobject_cast<PlotView*>(view)) return {{"view", plot->saveState()}};
    if (const auto* table = qobject_cast<TableView*>(view)) return {{"view", table->saveState()}};
    if (const auto* graph = qobject_cast<GraphView*>(view)) return {{"view", graph->saveState()}};
    if (const auto* volume = qobject_cast<VolumeView*>(view)) return {{"view", volume->saveState()}};
    return m_impl->pending.is_null() ? Json::object() : m_impl->pending;
}

void ArtifactView::restoreState(const Json& state) {
    Impl& d = *m_impl;
    if (!state.is_object() || !state.contains("view")) return;
    if (d.loading || !d.content) {   // Until it is read.
        d.pending = state;
        return;
    }
    const Json& view = state["view"];
    if (auto* image = qobject_cast<ImageView*>(d.content)) image->restoreState(view);
    else if (auto* heat = qobject_cast<HeatmapView*>(d.content)) heat->restoreState(view);
    else if (auto* plot = qobject_cast<PlotView*>(d.content)) plot->restoreState(view);
    else if (auto* table = qobject_cast<TableView*>(d.content)) table->restoreState(view);
    else if (auto* graph = qobject_cast<GraphView*>(d.content)) graph->restoreState(view);
    else if (auto* volume = qobject_cast<VolumeView*>(d.content)) volume->restoreState(view);
}

}  // namespace vitrine
