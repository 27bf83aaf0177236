// A program of its own, so that the measured process never held our model.
import { writeTfjs } from '../../main/engine/formats/tfjs/write-tfjs.ts'
import { initializeWeight } from '../../main/engine/model/initialize-weights.ts'
import { weightSpecs } from '../../shared/graph/weight-specs.ts'
import { workloadGraph } from '../workload.ts'
import { readRequest } from './serve-blocks.ts'

const { workload, prepared } = readRequest()
const graph = workloadGraph(workload)
const weights = new Map(weightSpecs(graph).map((spec) => [spec.key, initializeWeight(spec, 1)]))
const labels = Array.from({ length: workload.classes }, (_, index) => String(index))
await writeTfjs({ graph, weights, labels }, prepared)
