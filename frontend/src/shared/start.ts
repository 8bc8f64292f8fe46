/** Mounts one screen: theme, language, errors that must not stay unseen. */
import { createApp, type App, type Component, type Plugin } from 'vue'
import './theme.css'

export function startScreen(root: Component, i18n: Plugin): App {
  const app = createApp(root)
  app.use(i18n)
  app.config.errorHandler = (problem) => console.error(problem)
  return app
}
