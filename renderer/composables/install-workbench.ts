import type { App } from 'vue'
import type { Bridge } from '../../shared/contract/bridge.ts'
import { createClient, provideBridge } from './useBridge.ts'
import { createDataset, provideDataset } from './useDataset.ts'
import { createDiagram, provideDiagram } from './useDiagram.ts'
import { createEngine, provideEngine } from './useEngine.ts'
import { createExports, provideExports } from './useExports.ts'
import { createForecast, provideForecast } from './useForecast.ts'
import { createInspection, provideInspection } from './useInspection.ts'
import { createModels, provideModels } from './useModels.ts'
import { createPlaces, providePlaces } from './usePlaces.ts'
import { createOpenModel, provideOpenModel } from './useOpenModel.ts'
import { createRun, provideRun } from './useRun.ts'
import { createRunCharts, provideRunCharts } from './useRunCharts.ts'
import { createRuns, provideRuns } from './useRuns.ts'
import { createSettings, provideSettings, type SettingsState } from './useSettings.ts'
import { createSetup, provideSetup } from './useSetup.ts'
import { createThumbnails, provideThumbnails } from './useThumbnails.ts'
import { createWalk, provideWalk } from './useWalk.ts'

/** Makes what the window shares, once, over one bridge, and brings back what was there: settings, sample, last run. */
export function installWorkbench(app: App, bridge: Bridge): { settings: SettingsState; restore(): Promise<void> } {
  const client = createClient(bridge)
  const settings = createSettings(client)
  const dataset = createDataset(client)
  const engine = createEngine(client)
  const runs = createRuns(client)
  const run = createRun(client, runs)

  provideBridge(app, client)
  provideSettings(app, settings)
  const places = createPlaces()
  providePlaces(app, places)
  provideDataset(app, dataset)
  provideThumbnails(app, createThumbnails(client))
  provideEngine(app, engine)
  const models = createModels(client)
  provideModels(app, models)
  const setup = createSetup(dataset)
  provideSetup(app, setup)
  const files = createOpenModel(client)
  provideOpenModel(app, files)
  provideDiagram(app, createDiagram(setup, files))
  provideWalk(app, createWalk(client))
  provideRuns(app, runs)
  provideRun(app, run)
  provideRunCharts(app, createRunCharts(run, settings))
  provideForecast(app, createForecast(client, { engine, setup, dataset, run }))
  provideExports(app, createExports(client))
  provideInspection(app, createInspection(client, { runs, models, dataset, places }))

  return {
    settings,
    async restore() {
      await Promise.all([dataset.openSample(), run.restore(), engine.refresh(), models.refresh()])
    },
  }
}
