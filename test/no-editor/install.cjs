// Loaded first by mocha: files that import VS Code's API get a stand-in, so that their other parts can be tested.
const Module = require('node:module');
const path = require('node:path');

const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) =>
  name === 'vscode' ? path.join(__dirname, 'vscode.cjs') : resolve(name, ...rest);
