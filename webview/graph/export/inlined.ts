import { Colors } from './colors';
import { xmlText } from './text';

/** Properties copied from the page's style sheet, by element. */
const PAINT = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'paint-order',
  'opacity',
];
const LETTERS = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-linejoin',
  'paint-order',
  'font-size',
  'font-weight',
  'opacity',
];
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  g: ['opacity'],
  path: PAINT,
  rect: PAINT,
  circle: ['opacity'],
  text: LETTERS,
  stop: ['stop-color', 'stop-opacity'],
};

/** Default values, which are omitted. */
const DEFAULTS: Readonly<Record<string, string>> = {
  fill: '#000000',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
  opacity: '1',
  'font-weight': '400',
  'stop-opacity': '1',
};

/** Attributes for geometry and the gradient of a glow. All others are only used by the page. */
const GEOMETRY = new Set([
  'd',
  'x',
  'y',
  'dy',
  'width',
  'height',
  'r',
  'rx',
  'transform',
  'id',
  'offset',
  'text-anchor',
  'fill',
]);

/**
 * Copies a drawing for use outside the page: styles become attributes, invisible elements are removed, and screen
 * reader texts become titles. The drawing is temporarily attached to the page.
 * @returns A new, detached element.
 */
export function inlined(drawing: SVGSVGElement, title: string, description: string): SVGSVGElement {
  // The style sheet applies only below `.picture` in the document.
  const place = document.createElement('div');
  place.className = 'export';
  place.append(drawing);
  document.body.append(place);
  try {
    const copy = document.createElementNS(drawing.namespaceURI, 'svg') as SVGSVGElement;
    copy.setAttribute('role', 'img');
    copy.setAttribute('font-family', getComputedStyle(document.body).fontFamily);
    copy.append(textElement('title', title), textElement('desc', description));
    const styles = new Styles();
    for (const child of drawing.children) {
      const part = styles.copy(child);
      if (part) copy.append(part);
    }
    return copy;
  } finally {
    place.remove();
  }
}

/** Copies elements including their styles. */
class Styles {
  readonly #colours = new Colors();

  /** Returns undefined for invisible elements. */
  copy(element: Element): Element | undefined {
    const { localName } = element;
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || element.classList.contains('reach'))
      return undefined;
    const copy = document.createElementNS(element.namespaceURI, localName);
    for (const { name, value } of element.attributes) if (GEOMETRY.has(name)) copy.setAttribute(name, value);
    for (const name of PROPERTIES[localName] ?? []) this.#paint(copy, name, style.getPropertyValue(name));
    const label = element.getAttribute('aria-label');
    if (label !== null) copy.append(textElement('title', label));
    if (element.children.length === 0 && element.textContent !== '') copy.append(xmlText(element.textContent));
    for (const child of element.children) {
      const part = this.copy(child);
      if (part) copy.append(part);
    }
    return localName === 'text' && copy.textContent === '' ? undefined : copy;
  }

  #paint(copy: Element, name: string, value: string): void {
    const color =
      name === 'fill' || name === 'stroke' || name === 'stop-color' ? this.#colours.resolve(value) : undefined;
    const written = color?.text ?? value;
    if (color && color.alpha < 1)
      copy.setAttribute(name === 'stop-color' ? 'stop-opacity' : `${name}-opacity`, color.alpha.toFixed(3));
    if (written !== DEFAULTS[name]) copy.setAttribute(name, written);
  }
}

function textElement(name: 'title' | 'desc', text: string): Element {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  element.append(xmlText(text));
  return element;
}
