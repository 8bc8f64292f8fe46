/** From a failed call to the sentence the person reads: the server's own Chinese first, ours when it could not speak. */
import { ApiError } from '@/api/client'

type Translate = (key: string, named?: Record<string, unknown>) => string

export function sayError(problem: unknown, t: Translate, te: (key: string) => boolean): string {
  if (!(problem instanceof ApiError)) return t('error.unknown', { code: '?' })
  if (problem.detail) return problem.detail
  for (const key of [`error.${problem.code}`, `error.http_${problem.status}`]) if (te(key)) return t(key)
  return t('error.unknown', { code: problem.code })
}
