/**
 * The part of the graph's benchmark that runs inside the page, as source text. Uses the browser's own frames and clock.
 */
export const DRIVER = `window.bench = {
  last: 0,
  frame: () => new Promise(nativeFrame),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),

  /** Hands the page a message, as the editor does. */
  tell(message) {
    window.dispatchEvent(new MessageEvent('message', { data: message }));
  },

  /** From a message until stars and edges are first there, and until nothing of the picture changes any more. */
  async open(message, hasEdges) {
    const area = document.getElementById('stars');
    const began = performance.now();
    let last = began;
    const observer = new MutationObserver(() => { last = performance.now(); });
    observer.observe(area, { subtree: true, childList: true, attributes: true });
    this.tell(message);
    const isThere = () => document.querySelector('.node') && (!hasEdges || document.querySelector('.edge, .bands:not([hidden])'));
    do await this.frame(); while (!isThere());
    const first = performance.now() - began;
    do await this.pause(100); while (performance.now() - last < 1500);
    observer.disconnect();
    return { first, settled: last - began };
  },

  /** From a message until stars and edges are painted. */
  async paint(message) {
    const began = performance.now();
    this.tell(message);
    const isThere = () => document.querySelector('.node') && document.querySelector('.edge, .bands:not([hidden])');
    do await this.frame(); while (!isThere());
    await this.pause(0);
    return performance.now() - began;
  },

  /** Frames per second while something is done in each frame. */
  async rate(frames, work) {
    await this.frame();
    const began = performance.now();
    for (let index = 0; index < frames; index += 1) {
      work(index);
      await this.frame();
    }
    return (1000 * frames) / (performance.now() - began);
  },

  /** Frames per second while the picture is dragged to and fro. */
  async pan(frames) {
    const layer = document.querySelector('.svg-layer');
    const { left, top, width, height } = layer.getBoundingClientRect();
    let [x, y] = [left + 12, top + 12];
    const fire = (type, target) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, button: 0, buttons: 1 }));
    fire('mousedown', layer);
    const rate = await this.rate(frames, (index) => {
      const back = Math.floor(index / 60) % 2 === 1;
      x += back ? -9 : 9;
      y += back ? -4 : 4;
      fire('mousemove', window);
    });
    fire('mouseup', window);
    return rate;
  },

  /** Frames per second while the wheel goes in and out. */
  async zoom(frames) {
    const layer = document.querySelector('.svg-layer');
    const { left, top, width, height } = layer.getBoundingClientRect();
    return this.rate(frames, (index) => layer.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + height / 2, deltaY: index % 60 < 30 ? -20 : 20 })));
  },

  /** Frames per second while messages arrive, one each so many frames. */
  async change(messages, apart) {
    return this.rate(messages.length * apart, (index) => index % apart === 0 && this.tell(messages[index / apart]));
  },

  /** What a message costs the page: reading it, and drawing, style and layout that come of it; without painting. */
  async update(message) {
    let drawing = 0;
    const ask = window.requestAnimationFrame;
    window.requestAnimationFrame = (callback) => ask((now) => {
      const began = performance.now();
      callback(now);
      document.body.getBoundingClientRect();
      drawing += performance.now() - began;
    });
    const began = performance.now();
    this.tell(message);
    const reading = performance.now() - began;
    await this.frame();
    await this.frame();
    window.requestAnimationFrame = ask;
    return reading + drawing;
  },

  /** Calls of requestAnimationFrame while nothing happens. */
  async idle(milliseconds) {
    const before = frameCount;
    await this.pause(milliseconds);
    return frameCount - before;
  },

  /** So many polls in a row, each drawn: one edge changes to and fro. */
  async polls(count, [there, back]) {
    for (let index = 0; index < count; index += 1) {
      const revision = there.base + index;
      this.tell({ ...(index % 2 === 0 ? there : back), base: revision, revision: revision + 1 });
      await this.frame();
    }
  },
};`;
