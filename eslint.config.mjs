import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Forbids imports that would point upward in the layers: policy ← cluster ← features ← extension. */
const layer = (files, forbidden, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
  },
});

/** What shows text to a person. Text from clusters and files may pass to it through src/text alone, which takes its meaning away. */
const SHOWS = 'show(Information|Warning|Error)Message|showQuickPick|createQuickPick|showInputBox|createInputBox|withProgress|setStatusBarMessage|createStatusBarItem|createOutputChannel|createTerminal|createWebviewPanel|showWorkspaceFolderPick';
const MEANS = 'MarkdownString|TreeItem|CodeLens|Diagnostic|InlayHint|TerminalLink|DocumentLink';
const TRUSTS = 'isTrusted|supportHtml|supportThemeIcons|innerHTML|outerHTML';
const textIsData = {
  files: ['src/**/*.ts', 'webview/**/*.ts'],
  ignores: ['src/text/**', 'src/lab/**', 'webview/graph/svg.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      { selector: `MemberExpression[property.name=/^(${SHOWS})$/]`, message: 'Show it through src/text/window.ts or src/text/log.ts, where text stays text.' },
      { selector: `NewExpression[callee.property.name=/^(${MEANS})$/]`, message: 'Make it through src/text/editor.ts, where text stays text.' },
      // Whether the workspace is trusted may be read.
      { selector: `:matches(MemberExpression[property.name=/^(${TRUSTS})$/]:not([object.property.name="workspace"]), Property[key.name=/^(${TRUSTS})$/])`, message: 'Text is data: nobody is trusted with markup.' },
      { selector: 'AssignmentExpression[left.property.name="title"][left.object.name="panel"], AssignmentExpression[left.property.name="title"][left.object.property.name="panel"]', message: 'Name a tab with entitle of src/text/window.ts, where text stays text.' },
      { selector: 'AssignmentExpression[left.property.name="textContent"]', message: 'Set it with say of webview/graph/svg.ts, which shows every character.' },
      { selector: 'CallExpression[callee.property.name=/^(insertAdjacentHTML|createContextualFragment|parseFromString|setHTMLUnsafe)$/]', message: 'Text is data: pages are made of elements and texts.' },
    ],
  },
};

const feature = '(connection|tree|commands|editors|graph|explainer|preview|matrix|tools|history|demo)';

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
  textIsData,
  layer(['src/text/plain.ts', 'src/text/markup.ts'], '^vscode$|/src/|^\\.\\./', 'what makes text plain is pure, and pages use it too'),
  layer(['src/policy/**/*.ts'], `^(vscode|node:.*|axios|etcd3|express|zod)$|/(cluster|lab|${feature})/`, 'policy is pure: no editor, no I/O, nothing above it'),
  layer(['src/cluster/**/*.ts'], `^vscode$|/(lab|${feature})/`, 'cluster knows neither the editor nor what is built on it'),
  layer(['src/lab/**/*.ts'], `^vscode$|/(cluster|${feature})/`, 'the lab imports policy only'),
  layer(['webview/**/*.ts'], `^vscode$|/src/(?!base/|(graph|explainer|matrix)/protocol|explainer/messages|text/(plain|markup)$)`, 'the page shares the message protocol with the host, and what any program needs'),
);
