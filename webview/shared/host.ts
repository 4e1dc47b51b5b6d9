/** The VS Code API of a webview page. */
export interface HostApi<Message> {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi<unknown>;

/** Returns the VS Code API. It can only be acquired once. */
export function acquireHost<Message>(): HostApi<Message> {
  return acquireVsCodeApi();
}
