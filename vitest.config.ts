import vue from '@vitejs/plugin-vue'
import Icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'

// TensorFlow is loaded once a process and takes every core: worker processes, never threads, and few of them.
const node = { environment: 'node', pool: 'forks', testTimeout: 60_000, hookTimeout: 120_000 } as const

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        plugins: [vue(), Icons({ compiler: 'vue3' })],
        test: {
          ...node,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/parity/**', 'test/e2e/**', '**/node_modules/**'],
        },
      },
      { test: { ...node, name: 'parity', include: ['test/parity/**/*.test.ts'], testTimeout: 600_000 } },
      {
        test: {
          ...node,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
