import { plainLines } from '../../src/base/text/plain';

const NAMESPACE = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

/** Creates an SVG element with attributes. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Element[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Creates an HTML element with a class and children. Strings become text nodes in which every character is visible. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.append(...children.map((child) => (typeof child === 'string' ? plainLines(child) : child)));
  return element;
}

/** Attributes with text for the user. */
const SPOKEN: ReadonlySet<string> = new Set(['aria-label', 'title']);

/** Sets an attribute only if it changes, because setting an equal value causes a repaint. */
export function set(element: Element, name: string, value: string): void {
  const shown = SPOKEN.has(name) ? plainLines(value) : value;
  if (element.getAttribute(name) !== shown) element.setAttribute(name, shown);
}

/** Sets the text of an element only if it changes. */
export function say(element: Element, text: string): void {
  const shown = plainLines(text);
  if (element.textContent !== shown) element.textContent = shown;
}
