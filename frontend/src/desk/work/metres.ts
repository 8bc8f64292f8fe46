/** A distance as the desk writes it. */
import { spoken } from '@/field/bearing'

export function metres(distance: number, t: (key: string) => string): string {
  const away = spoken(distance)
  return `${away.value} ${t(`desk.${away.unit}`)}`
}
