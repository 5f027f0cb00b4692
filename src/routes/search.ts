import type { Route } from '../http/route.ts'
export function searchRoutes(): Route[] {
  return []
}
