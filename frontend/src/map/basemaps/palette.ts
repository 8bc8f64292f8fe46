/** Colours of the ground: by night so quiet that every mark stands out, by day pale enough to be read in the sun. */
export interface Palette {
  land: string
  city: string
  district: string
  water: string
  river: string
  wood: string
  built: string
  building: string
  border: string
  cityBorder: string
  grid: string
  motorway: string
  major: string
  minor: string
  casing: string
  rail: string
  name: string
  nameFar: string
  town: string
  townFar: string
  street: string
  halo: string
}

export const NIGHT: Palette = {
  land: '#0d1721', city: '#0e1822', district: '#1b2d41', water: '#082638', river: '#14506b', wood: '#10241f', built: '#16222f', building: '#1d2b3a',
  border: '#3f9ed0', cityBorder: '#5f7a90', grid: '#4a6a84', motorway: '#51687d', major: '#3f5468', minor: '#2b3b4a', casing: '#0b1118', rail: '#35495b',
  name: '#cfe0ee', nameFar: '#6d8599', town: '#7d95aa', townFar: '#465b6e', street: '#8397a8', halo: '#0b1118',
}

export const DAY: Palette = {
  land: '#eef1f3', city: '#eef1f3', district: '#f9faf9', water: '#bcd6e6', river: '#9cc3da', wood: '#dcead9', built: '#eceae6', building: '#dfdcd6',
  border: '#2f7fae', cityBorder: '#8497a5', grid: '#7b8e9c', motorway: '#e3b368', major: '#f0d79c', minor: '#ffffff', casing: '#c9c3b6', rail: '#a9b3bb',
  name: '#10202e', nameFar: '#5f7180', town: '#3f5364', townFar: '#8595a2', street: '#4b5c6a', halo: '#ffffff',
}
