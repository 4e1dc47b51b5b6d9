// Builds every output of the extension: `node esbuild.js [--watch] [--production]`.
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** Folders of `webview` that make a page each: a script and a style sheet. */
const PAGES = ['graph', 'explanation', 'matrix'];

/**
 * Writes outputs as CommonJS, which the extension host loads. esbuild splits code in ES module format alone: what several
 * features use exists once, and what is imported dynamically is loaded on first use. For production the many small shared
 * chunks go into two files, each chunk in a function that runs on first use: `shared.js` has those that the extension
 * starts with, `later.js` the others. Otherwise each is a file with its source map.
 */
const commonJs = {
  name: 'commonjs',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      const chunks = new Map();
      const files = new Map();
      await Promise.all(
        outputFiles.map(async ({ path: file, text }) => {
          const { code } = await esbuild.transform(text, {
            format: 'cjs',
            platform: 'node',
            target: node.target,
            supported: { 'dynamic-import': false },
            minify: production,
            sourcemap: production ? false : 'inline',
            sourcefile: file,
          });
          // The editor's API is one object already: wrapping it costs a copy of it in each part.
          const direct = code.replaceAll(/(?<![\w$])[\w$]+\(require\("vscode"\)\)/g, 'require("vscode")');
          const name = path.basename(file, '.js');
          if (production && name.startsWith('chunk-')) chunks.set(name, direct);
          else files.set(file, direct);
        }),
      );
      const shared = (code) => code.replaceAll(CHUNK, 'require("$1shared.js")("$2")');
      await Promise.all([...files].map(([file, code]) => write(file, production ? shared(code) : code)));
      if (chunks.size > 0) await writeChunks(chunks, files.get(path.resolve('dist/extension.js')));
    });
  },
};

/** Matches the import of a shared chunk. */
const CHUNK = /require\("(\.\/(?:chunks\/)?)(chunk-\w+)\.js"\)/g;

/** Writes shared chunks into two files. @param start The code that the extension starts with. */
async function writeChunks(chunks, start) {
  const first = new Set();
  const follow = (code) => {
    for (const [, , name] of code.matchAll(CHUNK)) {
      if (first.has(name)) continue;
      first.add(name);
      follow(chunks.get(name));
    }
  };
  follow(start);
  const parts = (names) =>
    `{${names
      .sort()
      .map((name) => `${JSON.stringify(name)}(module,exports,require){${chunks.get(name)}\n}`)
      .join(',')}}`;
  await write(
    'dist/chunks/shared.js',
    `const loaded={},parts=${parts([...first])};const get=name=>{let part=loaded[name];if(!part){part=loaded[name]={exports:{}};(parts[name]??require("./later.js")[name])(part,part.exports,id=>id.startsWith("./chunk-")?get(id.slice(2,-3)):require(id))}return part.exports};module.exports=get;`,
  );
  await write(
    'dist/chunks/later.js',
    `module.exports=${parts([...chunks.keys()].filter((name) => !first.has(name)))};`,
  );
}

/** Leaves out the server of gRPC: etcd3 needs a client. */
const withoutServer = {
  name: 'without-server',
  setup(build) {
    build.onLoad({ filter: /grpc-js[\\/]build[\\/]src[\\/]server(-interceptors)?\.js$/ }, () => ({ contents: '' }));
  },
};

async function write(file, text) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  await fs.promises.writeFile(file, text);
}

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

/**
 * Tells Chromium to compile all functions while a script loads, aside from the page's own thread, instead of each when it
 * is first called: a page runs most of them for its first picture. Other browsers ignore it.
 */
const banner = { js: '//# allFunctionsCalledOnLoad' };
const page = { ...common, banner, platform: 'browser', target: 'es2022', outdir: 'dist/webview' };

const outputs = [
  {
    ...node,
    entryPoints: { extension: 'src/extension.ts', lab: 'src/lab/main.ts' },
    outdir: 'dist',
    external: ['vscode'],
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    write: false,
    sourcemap: production ? false : 'inline',
    alias: {
      'form-data': './src/cluster/connection/http/no-form-data.ts',
      'follow-redirects': './src/cluster/connection/http/no-follow-redirects.ts',
      debug: './src/cluster/connection/http/no-debug.ts',
      'body-parser': './src/lab/http/no-body-parser.ts',
      'mime-db': './src/lab/http/few-media-types.ts',
      'side-channel': './src/lab/http/no-side-channel.ts',
    },
    plugins: [commonJs, withoutServer],
  },
  {
    ...page,
    format: 'esm',
    // What several pages use exists once.
    splitting: true,
    entryPoints: PAGES.flatMap((name) =>
      ['main.ts', `${name}.css`].map((file) => ({ in: `webview/${name}/${file}`, out: name })),
    ),
  },
  // A worker starts from a blob, which imports nothing.
  { ...page, format: 'iife', entryPoints: [{ in: 'webview/graph/worker/main.ts', out: 'graph-worker' }] },
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
    const contexts = [
      await esbuild.context({ ...first, plugins: [...first.plugins, report] }),
      ...(await Promise.all(others.map((options) => esbuild.context(options)))),
    ];
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const results = await Promise.all(outputs.map((options) => esbuild.build(options)));
  for (const file of results.flatMap(({ metafile }) => Object.keys(metafile.outputs))) {
    if (fs.existsSync(file) && !file.endsWith('.map'))
      console.log(`${path.normalize(file)} ${(fs.statSync(file).size / 1024).toFixed(1)} KB`);
  }
  for (const file of production ? ['dist/chunks/shared.js', 'dist/chunks/later.js'] : [])
    console.log(`${file} ${(fs.statSync(file).size / 1024).toFixed(1)} KB`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
