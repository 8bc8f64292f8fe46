/** The map's layers for plots: ground, outlines, arrowheads, symbols, labels. Never louder than an alarm. No Vue. */
import type { LayerSpecification } from 'maplibre-gl'
import { DRILL_COLOUR } from './looks'

export const SHAPES = 'plots'
export const MARKS = 'plot-marks'
export const CHOSEN = 'plot-chosen'
/** Asked when somebody clicks; the ground inside a cordon is not: teams stand there. */
export const CLICKED = ['plot-symbol', 'plot-text', 'plot-head', 'plot-label', 'plot-dash', 'plot-line']
const LABEL_ZOOM = 9.5

export function plotLayers(scale: number): LayerSpecification[] {
  const width: never = ['*', ['get', 'width'], scale] as never
  return [
    { id: 'plot-fill', type: 'fill', source: SHAPES, filter: ['>', ['get', 'fill'], 0], paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': ['get', 'fill'] } },
    {
      id: 'plot-drill',
      type: 'line',
      source: SHAPES,
      filter: ['get', 'drill'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': DRILL_COLOUR, 'line-opacity': 0.4, 'line-width': ['*', ['+', ['get', 'width'], 5], scale] },
    },
    {
      id: 'plot-case',
      type: 'line',
      source: SHAPES,
      filter: ['get', 'line'],
      layout: { 'line-join': 'round', 'line-cap': 'butt' },
      paint: { 'line-color': '#0b1118', 'line-opacity': 0.7, 'line-width': ['*', ['+', ['get', 'width'], 2], scale] },
    },
    { id: 'plot-line', type: 'line', source: SHAPES, filter: ['!', ['get', 'dash']], layout: { 'line-join': 'round', 'line-cap': 'butt' }, paint: { 'line-color': ['get', 'colour'], 'line-width': width } },
    { id: 'plot-dash', type: 'line', source: SHAPES, filter: ['get', 'dash'], layout: { 'line-join': 'round' }, paint: { 'line-color': ['get', 'colour'], 'line-width': width, 'line-dasharray': [3, 1.6] } },
    { id: 'plot-chosen', type: 'line', source: CHOSEN, layout: { 'line-join': 'round' }, paint: { 'line-color': '#4fb3e8', 'line-width': 2 * scale, 'line-gap-width': 5 * scale } },
    {
      id: 'plot-chosen-mark',
      type: 'circle',
      source: CHOSEN,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 21 * scale, 'circle-opacity': 0, 'circle-stroke-color': '#4fb3e8', 'circle-stroke-width': 2.2 * scale },
    },
    {
      id: 'plot-head',
      type: 'symbol',
      source: MARKS,
      filter: ['has', 'head'],
      layout: {
        'icon-image': ['concat', 'plot-head-', ['get', 'colour']],
        'icon-rotate': ['get', 'turn'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['get', 'width'], 1, 0.7, 8, 1.4],
      },
    },
    {
      id: 'plot-label',
      type: 'symbol',
      source: MARKS,
      minzoom: LABEL_ZOOM,
      filter: ['has', 'beside'],
      layout: {
        'text-field': ['get', 'label'],
        'text-size': 12.5 * scale,
        'text-anchor': ['match', ['get', 'beside'], 'line', 'left', 'bottom'],
        'text-offset': ['match', ['get', 'beside'], 'line', ['literal', [0.9, 0]], ['literal', [0, -0.35]]],
        'text-justify': 'auto',
        'text-max-width': 16,
        'text-line-height': 1.3,
      },
      paint: { 'text-color': ['get', 'colour'], 'text-halo-color': '#0b1118', 'text-halo-width': 1.8 },
    },
    {
      id: 'plot-text',
      type: 'symbol',
      source: MARKS,
      filter: ['==', ['get', 'text'], true],
      layout: { 'text-field': ['get', 'label'], 'text-size': ['*', ['get', 'size'], 14 * scale], 'text-max-width': 16, 'text-allow-overlap': true },
      paint: { 'text-color': ['get', 'colour'], 'text-halo-color': '#0b1118', 'text-halo-width': 2.2 },
    },
    {
      id: 'plot-symbol',
      type: 'symbol',
      source: MARKS,
      filter: ['all', ['has', 'icon'], ['!=', ['get', 'icon'], '']],
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-size': ['get', 'size'],
        'icon-allow-overlap': true,
        'text-field': ['step', ['zoom'], '', LABEL_ZOOM, ['get', 'label']],
        'text-size': 12 * scale,
        'text-anchor': 'top',
        'text-offset': [0, 1.35],
        'text-optional': true,
        'text-max-width': 10,
      },
      paint: { 'text-color': ['get', 'colour'], 'text-halo-color': '#0b1118', 'text-halo-width': 1.8 },
    },
  ]
}
