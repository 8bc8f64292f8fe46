/** The pieces of the one map, from the lowest to the highest. A new one is a file and a line here. */
import { layersPart } from './layersPart'
import type { MapPart } from './part'
import { plotsPart } from './plots/part'
import { trailsPart } from './trails'

export const PARTS: MapPart[] = [layersPart, plotsPart, trailsPart]
