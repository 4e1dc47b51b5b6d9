import type { ToHost } from '../../src/graph/protocol';

/** What the editor gives to a page in a webview. It can be acquired once. */
export interface HostApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): HostApi;
}
