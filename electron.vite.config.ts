import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import Icons from 'unplugin-icons/vite'

const here = import.meta.dirname

// Targets are those of Electron 33, the oldest that may run this (Node 20.18, Chrome 130). Everything that main and the
// preload need is bundled: a sandboxed preload cannot load packages, and main starts faster without looking for them.
export default defineConfig({
  main: {
    build: {
      target: 'node20',
      externalizeDeps: false,
      rolldownOptions: {
        input: join(here, 'main/app/main.ts'),
        output: { format: 'es', entryFileNames: 'main.js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20',
      externalizeDeps: false,
      minify: true,
      rolldownOptions: {
        input: join(here, 'main/app/preload.ts'),
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
  renderer: {
    root: join(here, 'renderer'),
    plugins: [vue(), Icons({ compiler: 'vue3' })],
    build: {
      target: 'chrome130',
      outDir: join(here, 'out/renderer'),
      minify: true,
      // Inlined images would be data: URLs in style sheets; files keep the CSP simple.
      assetsInlineLimit: 0,
      // Read from the disk, not over a network: one chunk starts faster than many.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: join(here, 'renderer/index.html') },
    },
  },
})
