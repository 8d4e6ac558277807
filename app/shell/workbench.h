// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoGroup>
#include <functional>
#include <memory>
#include <optional>

#include "app/run/run_service.h"
#include "app/shell/page.h"
#include "core/plugin/plugin_catalog.h"
#include "widgets/base/action_registry.h"
#include "widgets/panel/selection.h"

class QWidget;

namespace vitrine {

class Settings;

/// What all pages and behaviours of one window share. Owned by the main window; outlives its pages. UI thread only.
class Workbench : public QObject {
    Q_OBJECT

public:
    struct Options {
        std::filesystem::path storeFolder;  ///< Empty: the default store.
        std::filesystem::path stateFolder;  ///< Session, settings, blame file; empty: the user's folder.
        bool safeStart = false;             ///< List plugins, load none of their panels.
    };
    Workbench(Options options, PluginCatalog plugins, ExperimentStore store, QWidget* window);
    ~Workbench() override;

    const Options& options() const;
    const PluginCatalog& plugins() const;
    /// Takes another catalogue: a method was installed. Manifests of the one before stay valid, pages refer to them.
    void setPlugins(PluginCatalog plugins);
    /// The data catalogue, read on a thread after the first frame; null until `dataReady`.
    const DatasetCatalog* data() const;
    ExperimentStore& store();
    RunService& runs();
    ActionRegistry& actions();
    Selection& selection();
    Settings& settings();
    QUndoGroup& undoGroup();

    /// Kinds of pages register themselves: `prefix` "method" makes all addresses "method/...".
    using PageFactory = std::function<Page*(const QString& address)>;
    void registerPages(const QString& prefix, PageFactory factory);
    Page* makePage(const QString& address);  ///< Null (and a report) when no factory takes it.
    /// Addresses that lead to a page of another address: "run/12" shows the run on its method's page. Returns that page's address.
    using Redirect = std::function<QString(const QString& address)>;
    void registerRedirect(const QString& prefix, Redirect redirect);
    QString redirected(const QString& address) const;
    /// Title and icon of an address without making its page: for recent things and tabs that wait.
    QString titleOf(const QString& address);
    QString iconOf(const QString& address) const;
    /// Looks up what a run was, once; empty when it is gone.
    std::string methodOfRun(std::int64_t run);
    /// What is wrong with a method's panel, for the gallery and for who opens it; empty: nothing known.
    QString health(const std::string& method) const;
    void setHealth(const std::string& method, const QString& problem);
    /// Starts what may wait for the first frame: the data catalogue and the store's notices.
    void start();

    /// Things opened lately ("method/lrp_resnet", "run/12", "file/home/x.png"), newest first, at most 30.
    const QStringList& recent() const;
    void setRecent(const QStringList& addresses);
    void touchRecent(const QString& address);

Q_SIGNALS:
    void openRequested(const QString& address);  ///< Emit to open or raise a page.
    void reported(const vitrine::Error& error);  ///< Shown in the message bar.
    void said(const QString& text);              ///< A short notice in the status bar.
    void dataReady();
    void pluginsChanged();
    void recentChanged();
    void healthChanged(const QString& method);
    void stateTouched();                          ///< The session is saved soon.
    void filesDropped(const QStringList& paths);  ///< No page took them.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
