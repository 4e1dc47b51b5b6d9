import { Colours } from './colours';
import { xmlText } from './text';

/** What is taken over from the page's style sheet, by element. */
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

/** Values that need not be said. */
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

/** Attributes that are geometry, and the gradient that a glow is filled with; all others serve the page alone. */
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
 * A drawing without the page around it: what its style sheet says stands at the elements, what is not to be seen is
 * gone, and what was said to those who listen is a title. The drawing is put on the page for as long as that takes.
 * @returns a new element that belongs to no page.
 */
export function inlined(drawing: SVGSVGElement, title: string, description: string): SVGSVGElement {
  // The page's style sheet tells what things look like below `.picture`, and only in the document.
  const place = document.createElement('div');
  place.className = 'export';
  place.append(drawing);
  document.body.append(place);
  try {
    const copy = document.createElementNS(drawing.namespaceURI, 'svg') as SVGSVGElement;
    copy.setAttribute('role', 'img');
    copy.setAttribute('font-family', getComputedStyle(document.body).fontFamily);
    copy.append(told('title', title), told('desc', description));
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

/** Copies elements with their styles. */
class Styles {
  readonly #colours = new Colours();

  /** Undefined for what is not to be seen. */
  copy(element: Element): Element | undefined {
    const { localName } = element;
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || element.classList.contains('reach'))
      return undefined;
    const copy = document.createElementNS(element.namespaceURI, localName);
    for (const { name, value } of element.attributes) if (GEOMETRY.has(name)) copy.setAttribute(name, value);
    for (const name of PROPERTIES[localName] ?? []) this.#paint(copy, name, style.getPropertyValue(name));
    const words = element.getAttribute('aria-label');
    if (words !== null) copy.append(told('title', words));
    if (element.children.length === 0 && element.textContent !== '') copy.append(xmlText(element.textContent));
    for (const child of element.children) {
      const part = this.copy(child);
      if (part) copy.append(part);
    }
    return localName === 'text' && copy.textContent === '' ? undefined : copy;
  }

  #paint(copy: Element, name: string, value: string): void {
    const colour =
      name === 'fill' || name === 'stroke' || name === 'stop-color' ? this.#colours.resolve(value) : undefined;
    const written = colour?.text ?? value;
    if (colour && colour.alpha < 1)
      copy.setAttribute(name === 'stop-color' ? 'stop-opacity' : `${name}-opacity`, colour.alpha.toFixed(3));
    if (written !== DEFAULTS[name]) copy.setAttribute(name, written);
  }
}

function told(name: 'title' | 'desc', text: string): Element {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  element.append(xmlText(text));
  return element;
}
