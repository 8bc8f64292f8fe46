/** The pieces of the one map, from the lowest to the highest. A new one is a file and a line here. */
import { aroundPart } from './around'
import { basemapPart } from './basemaps/part'
import { fencesPart } from './fences'
import { foreignPart } from './foreign'
import { groundPart } from './ground'
import { layersPart } from './layersPart'
import { measurePart } from './measure'
import type { MapPart } from './part'
import { plotsPart } from './plots/part'
import { reachPart } from './reach'
import { trailsPart } from './trails'
import { weatherPart } from './weather/part'

export const PARTS: MapPart[] = [basemapPart, weatherPart, groundPart, fencesPart, layersPart, foreignPart, reachPart, plotsPart, trailsPart, measurePart, aroundPart]

/** It asks for things as they are today, which no board holds: left out where the past is shown. */
export const OF_TODAY: ReadonlySet<MapPart> = new Set([weatherPart])
