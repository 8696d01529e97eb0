/* Talking to the desk: one request at a time for the sheet, so that what was typed last is what stands last. */
const screen = document.querySelector("#screen");
export const callId = screen?.dataset.call;
const csrf = screen?.dataset.csrf;

export class Refused extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? "没有提交成功，请再试一次。");
    this.status = status;
    this.faults = body?.faults;
  }
}

export async function post(act, body) {
  const answer = await fetch(`/hotline/calls/${callId}/${act}`, {
    method: "POST", headers: { "Content-Type": "application/json", "X-CSRF": csrf }, body: JSON.stringify(body),
  });
  const found = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, found);
  if (!found) throw new TypeError("the answer was cut off");
  return found;
}

/* Sends changes one after another; what comes in meanwhile is put together and goes next. */
export class Sender {
  #waiting = null;
  #busy = false;
  #timer = 0;

  /* `shown(screen, pressed at, whether everything written so far is in it)`. */
  constructor(shown, failed, wait = 40) {
    this.shown = shown;
    this.failed = failed;
    this.wait = wait;
  }

  /* `at`: when the key was pressed, for measuring how long the suggestions take. */
  change(part, at = performance.now()) {
    const own = { ...this.#waiting?.own, ...part.own };
    this.#waiting = { ...this.#waiting, ...part, own, at: this.#waiting?.at ?? at };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), this.wait);
  }

  get pending() { return this.#busy || this.#waiting !== null; }

  async flush() {
    clearTimeout(this.#timer);
    if (this.#busy || this.#waiting === null) return;
    const { at, ...body } = this.#waiting;
    this.#waiting = null;
    this.#busy = true;
    try {
      const found = await post("sheet", body);
      this.shown(found, at, this.#waiting === null);
    } catch (error) {
      if (!(error instanceof Refused)) this.#waiting = { ...body, ...this.#waiting, own: { ...body.own, ...this.#waiting?.own }, at };
      this.failed(error);
    } finally {
      this.#busy = false;
    }
    if (this.#waiting !== null) this.#timer = setTimeout(() => this.flush(), this.wait);
  }

  /* Everything that was typed is kept before anything is done with it. */
  async settled() {
    while (this.pending) {
      await this.flush();
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }
}
