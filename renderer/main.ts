import './jitless.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'
import { createApp, watchEffect } from 'vue'
import App from './App.vue'
import { installWorkbench } from './composables/install-workbench.ts'
import { createWindowI18n } from './locales/i18n.ts'

const { workbench } = window
if (!workbench) throw new Error('the preload has not run: open `replay.html` to use the page without Electron')

const app = createApp(App)
const { settings, restore } = installWorkbench(app, workbench)
await settings.load()

const i18n = createWindowI18n()
watchEffect(() => {
  i18n.global.locale.value = settings.language.value
  document.documentElement.lang = settings.language.value
  document.documentElement.dataset['theme'] = settings.theme.value
})
app.use(i18n).mount('#app')
void restore()
