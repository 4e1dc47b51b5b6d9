import type { ToHost } from '../../src/matrix/protocol';

/** What the editor gives to a page in a webview. */
export interface HostApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

/** The editor's interface. It can be acquired once. */
export function acquireHost(): HostApi {
  return acquireVsCodeApi();
}
