import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Forbids imports that would point upward in the layers: policy ← cluster ← features ← extension. */
const layer = (files, forbidden, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
  },
});

const feature = '(tree|commands|editors|graph|explainer|preview|matrix|tools|history|demo)';

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.vscode-test/', 'test/ui/artifacts/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './webview/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', fetch: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', URL: 'readonly', Buffer: 'readonly', AbortSignal: 'readonly', require: 'readonly', module: 'readonly', __dirname: 'readonly' } },
  },
  layer(['src/policy/**/*.ts'], `^(vscode|node:.*|axios|etcd3|express|zod)$|/(cluster|lab|${feature})/`, 'policy is pure: no editor, no I/O, nothing above it'),
  layer(['src/cluster/**/*.ts'], `^vscode$|/(lab|${feature})/`, 'cluster knows neither the editor nor what is built on it'),
  layer(['src/lab/**/*.ts'], `^vscode$|/(cluster|${feature})/`, 'the lab imports policy only'),
  layer(['webview/**/*.ts'], `^vscode$|/src/(?!base/|(graph|explainer|matrix)/protocol|explainer/messages)`, 'the page shares the message protocol with the host, and what any program needs'),
);
