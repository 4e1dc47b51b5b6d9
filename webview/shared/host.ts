import { HERE, isAreYouThere } from '../../src/webviews/envelope';

/** The VS Code API of a webview page. */
export interface HostApi<Message> {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi<unknown>;

/** Returns the VS Code API. It can only be acquired once. The page answers {@link isAreYouThere}. */
export function acquireHost<Message>(): HostApi<Message> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isAreYouThere(data)) api.postMessage(HERE);
  });
  return api;
}
