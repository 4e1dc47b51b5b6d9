import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import localizedText from './scripts/lint/localized-text.mjs';

/** Forbids imports against the order of the folders: base ← policy ← cluster ← app ← webviews ← features ← extension. */
const layer = (files, forbidden, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
  },
});

/** What shows text to a person. Text from clusters and files may pass to it through src/app/text alone, which takes its meaning away. */
const SHOWS =
  'show(Information|Warning|Error)Message|showQuickPick|createQuickPick|showInputBox|createInputBox|withProgress|setStatusBarMessage|createStatusBarItem|createOutputChannel|createTerminal|createWebviewPanel|showWorkspaceFolderPick';
const MEANS = 'MarkdownString|TreeItem|CodeLens|Diagnostic|InlayHint|TerminalLink|DocumentLink';
const TRUSTS = 'isTrusted|supportHtml|supportThemeIcons|innerHTML|outerHTML';
const textIsData = {
  files: ['src/**/*.ts', 'webview/**/*.ts'],
  ignores: ['src/app/text/**', 'src/base/text/**', 'src/lab/**', 'webview/shared/dom.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector: `MemberExpression[property.name=/^(${SHOWS})$/]`,
        message: 'Show it through src/app/text/window.ts or src/app/text/log.ts, where text stays text.',
      },
      {
        selector: `NewExpression[callee.property.name=/^(${MEANS})$/]`,
        message: 'Make it through src/app/text/editor.ts, where text stays text.',
      },
      // Whether the workspace is trusted may be read.
      {
        selector: `:matches(MemberExpression[property.name=/^(${TRUSTS})$/]:not([object.property.name="workspace"]), Property[key.name=/^(${TRUSTS})$/])`,
        message: 'Text is data: nobody is trusted with markup.',
      },
      {
        selector:
          'AssignmentExpression[left.property.name="title"][left.object.name="panel"], AssignmentExpression[left.property.name="title"][left.object.property.name="panel"]',
        message: 'Name a tab with entitle of src/app/text/window.ts, where text stays text.',
      },
      {
        selector: 'AssignmentExpression[left.property.name="textContent"]',
        message: 'Set it with say of webview/shared/dom.ts, which shows every character.',
      },
      {
        selector:
          'CallExpression[callee.property.name=/^(insertAdjacentHTML|createContextualFragment|parseFromString|setHTMLUnsafe)$/]',
        message: 'Text is data: pages are made of elements and texts.',
      },
    ],
  },
};

/** Imports of folders above, and of packages. */
function above(folders, packages = '') {
  return `${packages === '' ? '' : `^(${packages})$|`}\\.\\./(${folders})/`;
}

/** Features know of each other what an index.ts says. Protocols, which pages import too, know each other directly. */
const FEATURES = readdirSync(new URL('src/features', import.meta.url));
const betweenFeatures = FEATURES.map((feature) => {
  const others = FEATURES.filter((name) => name !== feature).join('|');
  return layer(
    [`src/features/${feature}/**/*.ts`],
    `${above('lab')}|^(\\.\\./)+(${others})/(?!protocol)`,
    'a feature imports of another what its index.ts offers, and nothing of the lab, which is a program of its own',
  );
});

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.vscode-test/', 'test/pages/artifacts/', 'test/ui/artifacts/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './webview/tsconfig.json', './test/unit/pages/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
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
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
        require: 'readonly',
        module: 'readonly',
        __dirname: 'readonly',
        __filename: 'readonly',
      },
    },
  },
  textIsData,
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: [
      // The originals' own words, in which they also print what is compared with them.
      'src/lab/**',
      'src/policy/calico1/calicoctl/**',
      'src/policy/calico1/felix/{json,rule}.ts',
    ],
    plugins: { local: { rules: { 'localized-text': localizedText } } },
    rules: { 'local/localized-text': 'error' },
  },
  layer(
    ['src/base/**/*.ts'],
    above('policy|cluster|app|webviews|features|lab', 'vscode'),
    'base is what any program needs: no editor, nothing of the field',
  ),
  layer(
    ['src/policy/**/*.ts'],
    above('cluster|app|webviews|features|lab', 'vscode|node:.*|axios|etcd3|express|zod'),
    'policy is pure: no editor, no I/O, nothing above it',
  ),
  layer(
    ['src/cluster/**/*.ts'],
    above('app|webviews|features|lab', 'vscode'),
    'cluster knows neither the editor nor what is built on it',
  ),
  layer(['src/app/**/*.ts'], above('webviews|features|lab'), 'app is what features share, and knows none of them'),
  layer(
    ['src/webviews/**/*.ts'],
    above('features|lab'),
    'webviews is what pages share on this side, and knows none of them',
  ),
  ...betweenFeatures,
  layer(['src/extension.ts'], '^\\./features/[^/]+/', 'the extension imports of a feature what its index.ts offers'),
  layer(
    ['src/lab/**/*.ts'],
    above('cluster|app|webviews|features', 'vscode'),
    'the lab shares base and policy with the extension, and no client',
  ),
  layer(
    ['webview/**/*.ts'],
    `^vscode$|/src/(?!base/|webviews/envelope|features/[\\w-]+/(protocol|messages))`,
    'a page shares the message protocol with the host, and what any program needs',
  ),
);
