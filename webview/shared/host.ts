/** What the editor gives to a page in a webview. */
export interface HostApi<Message> {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi<unknown>;

/** The editor's interface, for the messages that a page sends. It can be acquired once. */
export function acquireHost<Message>(): HostApi<Message> {
  return acquireVsCodeApi();
}
