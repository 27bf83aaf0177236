/** Weights by `layerName/weightName`, each flat in row-major order; shapes are those of `weightSpecs(graph)`. */
export type WeightMap = ReadonlyMap<string, Float32Array>
