import vue from '@vitejs/plugin-vue'
import Icons from 'unplugin-icons/vite'
import { defineConfig } from 'vite'

/** The window's page without Electron, on a recorded run: `replay.html`. Electron's own build is `electron.vite.config.ts`. */
// eslint-disable-next-line import-x/no-default-export -- Vite reads the default export.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [vue(), Icons({ compiler: 'vue3' })],
  // `shared` and the recorded run stand beside this folder.
  server: { port: 5180, open: '/replay.html', fs: { allow: ['..'] } },
  build: {
    target: 'chrome130',
    outDir: '../out/replay',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: { input: `${import.meta.dirname}/replay.html` },
  },
})
