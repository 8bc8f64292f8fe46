/** Streets, woods, water and names over a vector archive of either common schema: one look, two vocabularies. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from './palette'

const NAME: ExpressionSpecification = ['coalesce', ['get', 'name:zh-Hans'], ['get', 'name:zh'], ['get', 'name']]

/** What one schema calls the things we draw: source layer and filter. */
interface Words {
  water: string
  rivers: [string, FilterSpecification]
  wood: Array<[string, FilterSpecification]>
  built: [string, FilterSpecification]
  building: string
  roads: string
  motorway: FilterSpecification
  major: FilterSpecification
  minor: FilterSpecification
  rail: FilterSpecification
  names: string
  places: string
  city: FilterSpecification
  town: FilterSpecification
  village: FilterSpecification
}

const among = (field: string, ...values: string[]): FilterSpecification => ['in', ['get', field], ['literal', values]]

const PROTOMAPS: Words = {
  water: 'water',
  rivers: ['water', among('kind', 'river', 'stream', 'canal')],
  wood: [['landuse', among('kind', 'forest', 'wood', 'park', 'nature_reserve', 'national_park')], ['landcover', among('kind', 'forest', 'scrub')]],
  built: ['landuse', among('kind', 'residential', 'industrial', 'commercial', 'urban_area')],
  building: 'buildings',
  roads: 'roads',
  motorway: among('kind', 'highway'),
  major: among('kind', 'major_road', 'medium_road'),
  minor: among('kind', 'minor_road', 'other', 'path'),
  rail: among('kind', 'rail'),
  names: 'roads',
  places: 'places',
  city: ['all', ['==', ['get', 'kind'], 'locality'], ['>=', ['coalesce', ['get', 'population_rank'], 0], 10]],
  town: ['all', ['==', ['get', 'kind'], 'locality'], ['<', ['coalesce', ['get', 'population_rank'], 0], 10]],
  village: among('kind', 'neighbourhood', 'macrohood'),
}

const OPENMAPTILES: Words = {
  water: 'water',
  rivers: ['waterway', ['has', 'class']],
  wood: [['landcover', among('class', 'wood', 'forest')], ['park', ['has', 'class']]],
  built: ['landuse', among('class', 'residential', 'industrial', 'commercial', 'suburb', 'neighbourhood')],
  building: 'building',
  roads: 'transportation',
  motorway: among('class', 'motorway', 'trunk'),
  major: among('class', 'primary', 'secondary', 'tertiary'),
  minor: among('class', 'minor', 'service', 'track', 'path', 'street', 'street_limited'),
  rail: among('class', 'rail', 'transit'),
  names: 'transportation_name',
  places: 'place',
  city: among('class', 'city'),
  town: among('class', 'town', 'county', 'district'),
  village: among('class', 'village', 'suburb', 'neighbourhood', 'hamlet', 'quarter'),
}

const grows = (...stops: number[]): ExpressionSpecification => ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification

export function streetLayers(schema: 'protomaps' | 'openmaptiles', p: Palette, scale: number, source: string): LayerSpecification[] {
  const w = schema === 'protomaps' ? PROTOMAPS : OPENMAPTILES
  const text = (px: number) => px * scale
  const line = (id: string, filter: FilterSpecification, colour: string, width: ExpressionSpecification, minzoom = 0): LayerSpecification => ({
    id, type: 'line', source, 'source-layer': w.roads, filter, minzoom, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colour, 'line-width': width },
  })
  const place = (id: string, filter: FilterSpecification, size: number, colour: string, minzoom: number): LayerSpecification => ({
    id, type: 'symbol', source, 'source-layer': w.places, filter, minzoom,
    layout: { 'text-field': NAME, 'text-size': text(size), 'text-max-width': 8, 'text-padding': 4 * scale },
    paint: { 'text-color': colour, 'text-halo-color': p.halo, 'text-halo-width': 1.4 },
  })
  return [
    ...(schema === 'protomaps' ? [{ id: 'earth', type: 'fill', source, 'source-layer': 'earth', paint: { 'fill-color': p.district } } as LayerSpecification] : []),
    ...w.wood.map(([layer, filter], n): LayerSpecification => ({ id: `wood-${n}`, type: 'fill', source, 'source-layer': layer, filter, paint: { 'fill-color': p.wood, 'fill-opacity': 0.8 } })),
    { id: 'built', type: 'fill', source, 'source-layer': w.built[0], filter: w.built[1], paint: { 'fill-color': p.built, 'fill-opacity': 0.7 } },
    { id: 'water', type: 'fill', source, 'source-layer': w.water, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p.water } },
    { id: 'rivers', type: 'line', source, 'source-layer': w.rivers[0], filter: ['all', ['==', ['geometry-type'], 'LineString'], w.rivers[1]] as FilterSpecification, minzoom: 9, paint: { 'line-color': p.river, 'line-width': grows(9, 0.6, 16, 4) } },
    { id: 'buildings', type: 'fill', source, 'source-layer': w.building, minzoom: 14, paint: { 'fill-color': p.building } },
    line('minor-case', w.minor, p.casing, grows(13, 1.2, 17, 9), 13),
    line('major-case', w.major, p.casing, grows(9, 1.6, 17, 14), 9),
    line('motorway-case', w.motorway, p.casing, grows(6, 1.4, 17, 17), 6),
    line('minor', w.minor, p.minor, grows(12, 0.6, 17, 7), 12),
    line('rail', w.rail, p.rail, grows(9, 0.6, 17, 2.4), 9),
    line('major', w.major, p.major, grows(8, 0.6, 17, 11), 8),
    line('motorway', w.motorway, p.motorway, grows(6, 0.8, 17, 13), 6),
    {
      id: 'street-names', type: 'symbol', source, 'source-layer': w.names, minzoom: 13, filter: ['has', 'name'],
      layout: { 'symbol-placement': 'line', 'text-field': NAME, 'text-size': text(11), 'symbol-spacing': 320 },
      paint: { 'text-color': p.street, 'text-halo-color': p.halo, 'text-halo-width': 1.2 },
    },
    place('villages', w.village, 11, p.town, 12),
    place('towns', w.town, 12, p.town, 9),
    place('cities', w.city, 15, p.name, 5),
  ]
}

/** An archive of a schema nobody told us about: its areas and lines, so that it is at least seen. */
export function anyLayers(names: string[], p: Palette, source: string): LayerSpecification[] {
  return names.flatMap((name, n): LayerSpecification[] => [
    { id: `any-${n}-fill`, type: 'fill', source, 'source-layer': name, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p.built, 'fill-outline-color': p.minor, 'fill-opacity': 0.5 } },
    { id: `any-${n}-line`, type: 'line', source, 'source-layer': name, filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': p.major, 'line-width': 1 } },
  ])
}
