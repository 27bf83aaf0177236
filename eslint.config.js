import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

const tensorflow = '@tensorflow/*'
const nodeBuiltins = ['node:*']

/** The import boundaries of the design: which folder may import what. */
function boundary(files, patterns) {
  return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } }
}
const ban = (group, message) => ({ group, message })
const noElectron = ban(['electron', 'electron/*'], 'electron is imported only under main/app')
const noTensorflow = ban([tensorflow], 'only main/engine/backend imports TensorFlow')

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', 'samples/', 'test/fixtures/', 'test-results/'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: './*/tsconfig.json', noWarnOnMultipleProjects: true }),
      ],
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'import-x/no-default-export': 'off',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multi-word-component-names': 'off',
    },
  },
  boundary(
    ['shared/**'],
    [
      noElectron,
      noTensorflow,
      ban(nodeBuiltins, 'shared runs in every process: no Node'),
      ban(
        ['../main/*', '../../main/*', '../renderer/*', '../../renderer/*'],
        'shared imports nothing but itself and zod',
      ),
      { regex: '^(?!zod$|\\.\\.?/)', message: 'shared imports nothing but itself and zod' },
    ],
  ),
  boundary(
    ['shared/diagram/run-dagre.ts'],
    [{ regex: '^(?!@dagrejs/dagre$|\\.\\.?/)', message: 'the layout wants dagre and nothing else' }],
  ),
  boundary(
    ['renderer/**'],
    [
      noElectron,
      noTensorflow,
      ban(nodeBuiltins, 'the renderer is sandboxed: no Node'),
      ban(['**/main/**'], 'the renderer imports only itself and shared'),
    ],
  ),
  boundary(['main/**'], [noElectron, noTensorflow, ban(['**/renderer/**'], 'main knows nothing of the renderer')]),
  boundary(
    ['main/engine/**'],
    [
      noElectron,
      { ...noTensorflow, allowTypeImports: true },
      ban(['**/renderer/**'], 'the engine knows nothing of it'),
    ],
  ),
  boundary(['main/app/**'], [noTensorflow, ban(['**/renderer/**'], 'main knows nothing of the renderer')]),
  boundary(
    ['main/engine/backend/**'],
    [noElectron, ban(['**/renderer/**'], 'the engine knows nothing of the renderer')],
  ),
  {
    files: ['scripts/**', 'bench/**', 'main/cli/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  { files: ['*.config.*', 'test/**', '**/*.d.ts'], rules: { 'import-x/no-default-export': 'off' } },
)
