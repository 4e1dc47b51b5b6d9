import type { Defaults, PersistedState, PanelOf, ToHost } from '../../../src/features/graph/protocol/messages';
import type { HostApi } from '../../shared/host';
import type { Point } from '../scene/point';
import { FRESH, readSaved, type Saved, type Toggles } from './saved';

/** Beyond this many remembered places those of stars that are long gone are forgotten. */
const MOST_PLACES = 5000;

/** What a person has chosen to see, and how; all but toggles and camera. */
export type Choices = Pick<Saved, 'view' | 'layout' | 'grouping' | 'collapsed' | 'query' | 'focus'>;

/**
 * What the page remembers: how it is looked at, for this page alone, and where stars were put and which colours they
 * have, for the cluster, in whatever page it is shown.
 */
export class Memory {
  readonly positions: Map<string, Point>;
  /** Where a person has put stars. */
  readonly pins = new Map<string, Point>();
  colours: Record<string, number> = {};
  toggles: Toggles;
  choices: Choices;
  placedBy: string;
  #recording: string | undefined;
  #camera: Saved['camera'];
  #panel: PanelOf | undefined;
  /** Nothing was kept of this page: the settings say how it begins. */
  #fresh: boolean;
  #kept = '';

  constructor(private readonly api: HostApi<ToHost>) {
    const saved = readSaved(api.getState());
    this.#fresh = saved === undefined;
    const { positions, placedBy, toggles, camera, panel, view, layout, grouping, collapsed, query, focus, recording } =
      saved ?? FRESH;
    this.positions = new Map(Object.entries(positions));
    this.placedBy = placedBy;
    this.toggles = toggles;
    this.choices = { view, layout, grouping, collapsed, query, focus };
    this.#camera = camera;
    this.#panel = panel;
    this.#recording = recording;
  }

  /** Remembers which recording is shown, if one is. */
  remember(recording: string | undefined): void {
    if (recording === this.#recording) return;
    this.#recording = recording;
    this.keep();
  }

  /** Takes over what the settings say for a page that begins. */
  begin({ markers, layout }: Defaults): void {
    if (!this.#fresh) return;
    this.#fresh = false;
    this.toggles = { ...this.toggles, markers };
    this.choices = { ...this.choices, layout };
  }

  /** Takes over what the host has kept of the cluster. */
  recall({ pins, colours }: PersistedState): void {
    this.pins.clear();
    for (const [id, place] of Object.entries(pins)) this.pins.set(id, place);
    this.colours = { ...colours };
    this.#kept = this.#cluster();
  }

  /** Takes over what the panel is of. Of the connected cluster it is also when nothing is kept. */
  bind(panel: PanelOf): void {
    if (panel.cluster === (this.#panel?.cluster ?? null)) return;
    this.#panel = panel;
    this.keep();
  }

  get camera(): Saved['camera'] {
    return this.#camera;
  }

  setCamera(camera: Saved['camera']): void {
    this.#camera = camera;
    this.keep();
  }

  /** Has the editor keep all of it. */
  keep(): void {
    const { toggles, choices, placedBy } = this;
    // The oldest come first.
    const positions = Object.fromEntries([...this.positions].slice(-MOST_PLACES));
    this.api.setState({
      version: 2,
      positions,
      placedBy,
      toggles,
      ...choices,
      camera: this.#camera,
      panel: this.#panel,
      ...(this.#recording !== undefined && { recording: this.#recording }),
    } satisfies Saved);
    const kept = this.#cluster();
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.api.postMessage({ type: 'keep', kept: JSON.parse(kept) as PersistedState });
  }

  #cluster(): string {
    return JSON.stringify({ pins: Object.fromEntries(this.pins), colours: this.colours } satisfies PersistedState);
  }
}
