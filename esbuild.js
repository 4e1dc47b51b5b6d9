// Builds every output of the extension: `node esbuild.js [--watch] [--production]`.
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** Loaded at first use by `import()`, each a bundle of its own in dist/chunks: heavy libraries must not slow activation. */
const CHUNKS = {
  http: './src/cluster/http-transport.ts',
  connect: './src/cluster/connect.ts',
  dialogs: './src/connection/dialogs.ts',
  analysis: './src/preview/analysis.ts',
  rules: './src/editors/rules/features.ts',
  etcd3: './src/cluster/datastore/etcd3.ts',
  drop: './src/commands/drop/drop.ts',
  graph: './src/graph/features.ts',
  matrix: './src/matrix/panels.ts',
  tools: './src/tools/tools.ts',
  history: './src/history/policyHistory.ts',
  script: './src/commands/script/run.ts',
  ruleEntry: './src/commands/ruleEntry.ts',
};

/** Folders of `webview` that make a page each: a script and a style sheet. */
const PAGES = ['graph', 'explanation', 'matrix'];

/** Points dynamic imports of a chunk's module at the chunk. */
const lazyChunks = (inChunk) => ({
  name: 'lazy-chunks',
  setup(build) {
    const names = new Map();
    build.onStart(async () => {
      for (const [name, module] of Object.entries(CHUNKS)) {
        const { path: file } = await build.resolve(module, { kind: 'entry-point', resolveDir: __dirname });
        names.set(file, name);
      }
    });
    build.onResolve({ filter: /./ }, async ({ kind, path: module, pluginData, ...from }) => {
      if (kind !== 'dynamic-import' || pluginData === lazyChunks) return undefined;
      const { path: file } = await build.resolve(module, { kind, importer: from.importer, resolveDir: from.resolveDir, pluginData: lazyChunks });
      const name = names.get(file);
      return name === undefined ? undefined : { path: `${inChunk ? '.' : './chunks'}/${name}.js`, external: true };
    });
  },
});

/** Prints what the problem matcher of `.vscode/tasks.json` reads. */
const report = {
  name: 'report',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

const common = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  metafile: true,
  logLevel: watch ? 'silent' : 'warning',
  legalComments: 'none',
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20.18', mainFields: ['module', 'main'] };

const outputs = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode'], plugins: [lazyChunks(false)] },
  { ...node, entryPoints: CHUNKS, outdir: 'dist/chunks', external: ['vscode'], alias: { 'form-data': './src/cluster/http-form-data.ts', 'follow-redirects': './src/cluster/http-no-redirects.ts', debug: './src/cluster/http-debug.ts' }, plugins: [lazyChunks(true)] },
  { ...node, entryPoints: { lab: 'src/lab/main.ts' }, outdir: 'dist', alias: { 'body-parser': './src/lab/http/no-body-parser.ts' } },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: [...PAGES.flatMap((page) => ['main.ts', `${page}.css`].map((file) => ({ in: `webview/${page}/${file}`, out: page }))), { in: 'webview/graph/worker/main.ts', out: 'graph-worker' }],
    outdir: 'dist/webview',
  },
];

/** etcd3 reads its protocol files from `../proto` beside its own file at run time. Most of their text is comments. */
function copyProtocolFiles() {
  fs.mkdirSync('dist/proto', { recursive: true });
  for (const name of fs.readdirSync('node_modules/etcd3/proto')) {
    const text = fs.readFileSync(path.join('node_modules/etcd3/proto', name), 'utf8');
    fs.writeFileSync(path.join('dist/proto', name), text.replaceAll(/\/\/.*$/gm, '').replaceAll(/\s*\n\s*/g, '\n'));
  }
}

async function main() {
  fs.rmSync('dist', { recursive: true, force: true });
  copyProtocolFiles();
  if (watch) {
    const [first, ...others] = outputs;
    const contexts = [await esbuild.context({ ...first, plugins: [...first.plugins, report] }), ...(await Promise.all(others.map((options) => esbuild.context(options))))];
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const results = await Promise.all(outputs.map((options) => esbuild.build(options)));
  for (const { metafile } of results) {
    for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
      if (!file.endsWith('.map')) console.log(`${path.normalize(file)} ${(bytes / 1024).toFixed(1)} KB`);
    }
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
