import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import Icons from 'unplugin-icons/vite'
import { defineConfig } from 'vite'

const here = import.meta.dirname

/** The window's page without Electron, on a recorded run: `replay.html`. Electron's own build is `electron.vite.config.ts`. */
export default defineConfig({
  root: here,
  base: './',
  plugins: [vue(), Icons({ compiler: 'vue3' })],
  server: { port: 5180, open: '/replay.html' },
  build: {
    target: 'chrome130',
    outDir: join(here, '../out/replay'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: { input: join(here, 'replay.html') },
  },
})
