/** Who may do what where: by the verbs of their posts; the server decides, this only hides what it would refuse. No Vue. */
import type { Session } from '@/api/types'

export function mayIn(session: Session | null, verb: string, area: string): boolean {
  return session?.posts.some((post) => area.startsWith(post.area) && (post.verbs.includes('*') || post.verbs.includes(verb))) ?? false
}

export const mayHost = (session: Session | null, area: string): boolean => mayIn(session, 'conference.host', area)
/** For the whole city, as sources outside and maps are. */
export const mayCity = (session: Session | null, verb: string): boolean => session !== null && mayIn(session, verb, session.city.code)
