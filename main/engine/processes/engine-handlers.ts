import { formatError } from '../../../shared/contract/error-text.ts'
import type { ExportFormat, ExportStage } from '../../../shared/contract/export.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { loadDataset } from '../dataset/dataset.ts'
import { readStart } from '../formats/read-start.ts'
import { forecastTraining } from '../profiling/forecast-training.ts'
import { createMachineProbes } from '../profiling/machine-probes.ts'
import type { RunControls } from '../training/run-controls.ts'
import type { StartedRun } from '../training/run-training.ts'
import type { ChosenFolder } from '../formats/export-place.ts'
import type { ChildService, Emit, Paths } from './child-handlers.ts'
import { readEngineStatus } from './engine-status.ts'
import { createInspectionService } from './inspection-service.ts'
import { createLabHandlers } from './lab-handlers.ts'
import { loadEngine, type Engine } from './load-engine.ts'
import { createTrainingSession } from './training-session.ts'

/** What the engine process answers: training and exports. TensorFlow is loaded by the first request that needs it. */
export function createEngineService(
  store: string,
  emit: Emit,
  report: (error: unknown) => void,
): ChildService<'engine'> {
  const inspection = createInspectionService(store, emit, {
    isTraining: () => session.activeRunId() !== null,
    report,
  })
  const session = createTrainingSession(emit, report, inspection.beside)
  const probes = createMachineProbes(store)

  /** `start` with the engine at hand; a run that ends with an epoch of its own is exported. */
  async function train(
    exportFormats: readonly ExportFormat[],
    begin: (engine: Engine, controls: RunControls) => Promise<Result<StartedRun>>,
  ) {
    // What it measures beside a run would be wrong, and would slow the run down.
    probes.cancel()
    const engine = await loadEngine()
    if (!engine.ok) return engine
    return session.start(
      (controls) => begin(engine.value, controls),
      ({ runId }, { bestEpoch }) => {
        if (bestEpoch !== null) void exportAll(engine.value, runId, exportFormats)
      },
    )
  }

  async function exportAll(engine: Engine, runId: string, formats: readonly ExportFormat[]): Promise<void> {
    for (const format of new Set(formats)) {
      const written = await engine
        .exportRun({ store, runId, format, checkpoint: 'best', onProgress: progress(runId, format) })
        .catch((error: unknown) => {
          report(error)
          return fail('internal', { detail: 'export' }, error)
        })
      if (written.ok) emit('export:done', { runId, report: written.value })
      else emit('export:failed', { runId, format, code: written.error.code, message: formatError(written.error) })
    }
  }

  const progress = (runId: string, format: ExportFormat) => (stage: ExportStage) =>
    emit('export:progress', { runId, format, stage })

  return {
    handlers: {
      'engine:status': async () => succeed(await readEngineStatus()),
      'engine:probe': async () => {
        const runId = session.activeRunId()
        if (runId === null) return probes.measured()
        const kept = await probes.kept()
        return kept ? succeed(kept) : fail('training-active', { runId })
      },
      ...inspection.handlers,
      ...createLabHandlers(store, () => session.activeRunId()),
      'training:start': ({ datasetId, network: chosen, from, config, exportFormats }) =>
        train(exportFormats, async (engine, controls) => {
          const dataset = await loadDataset(store, datasetId)
          if (!dataset.ok) return dataset
          const { summary } = dataset.value
          const start = from && (await readStart(store, from))
          if (start?.ok === false) return start
          const network = start?.value.network ?? chosen
          const initial = start && { source: start.value.source, ...start.value.model }
          const forecast = forecastTraining(await probes.kept(), network, config, summary)
          return engine.startRun({ store, dataset: dataset.value, network, config, initial, forecast, ...controls })
        }),
      'training:continue': ({ runId, exportFormats }) =>
        train(exportFormats, (engine, controls) => engine.continueRun({ store, run: { runId }, ...controls })),
      'training:pause': ({ runId }) => session.pause(runId),
      'training:resume': ({ runId }) => session.resume(runId),
      'training:stop': ({ runId }) => session.stop(runId),
      'export:write': async ({ runId, format, checkpoint, destinationId }, paths) => {
        const inside = chosenFolder(destinationId, paths)
        if (!inside.ok) return inside
        const engine = await loadEngine()
        if (!engine.ok) return engine
        const request = { store, runId, format, checkpoint, inside: inside.value }
        return engine.value.exportRun({ ...request, onProgress: progress(runId, format) })
      },
      'models:export': async ({ modelId, format, destinationId }, paths) => {
        const inside = chosenFolder(destinationId, paths)
        if (!inside.ok) return inside
        const engine = await loadEngine()
        if (!engine.ok) return engine
        const onProgress = (stage: ExportStage) => emit('models:progress', { modelId, format, stage })
        return engine.value.exportStoredModel({ store, modelId, format, inside: inside.value, onProgress })
      },
    },
    async close() {
      probes.cancel()
      inspection.close()
      await session.close()
    },
  }
}

/** The folder that the user chose for an export, if they did. */
function chosenFolder(id: string | undefined, paths: Paths): Result<ChosenFolder | undefined> {
  if (id === undefined) return succeed(undefined)
  const path = paths[id]
  return path === undefined ? fail('destination-unknown', { destinationId: id }) : succeed({ id, path })
}
