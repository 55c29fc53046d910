// The page of the reverse dictionary: asks /api/search while one types and shows both answers.

const byId = (id) => document.getElementById(id);
const query = byId("query");
const slider = byId("probes");
const results = byId("results");
const lists = [byId("learned"), byId("exact")];

const TYPING_PAUSE_MS = 120;
const numbers = new Intl.NumberFormat("en");

let info = { bins: 1, places: [] };
let probes = 0; // 0: as calibrated
let pending = null;
let timer = 0;
let shown = null;

function element(tag, className, text) {
  const e = document.createElement(tag);
  e.className = className;
  e.textContent = text ?? "";
  return e;
}

function milliseconds(ms) {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function percent(share) {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

// ---- asking

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, TYPING_PAUSE_MS);
}

async function ask() {
  clearTimeout(timer);
  pending?.abort();
  const q = query.value.trim();
  remember(q);
  if (q === "") {
    clear();
    return;
  }
  const mine = (pending = new AbortController());
  results.ariaBusy = "true";
  try {
    const parameters = new URLSearchParams({ q });
    if (probes > 0) {
      parameters.set("probes", probes);
    }
    const response = await fetch(`api/search?${parameters}`, { signal: mine.signal });
    const answer = await response.json();
    if (mine !== pending) {
      return; // a newer question is on its way
    }
    if (response.ok) {
      show(answer);
    } else {
      fail(answer.error);
    }
  } catch (e) {
    if (mine === pending && e.name !== "AbortError") {
      fail("The demo does not answer. Is it still running?");
    }
  } finally {
    if (mine === pending) {
      results.ariaBusy = "false";
    }
  }
}

function remember(q) {
  const url = new URL(location.href);
  url.search = "";
  if (q !== "") {
    url.searchParams.set("q", q);
  }
  if (probes > 0) {
    url.searchParams.set("probes", probes);
  }
  history.replaceState(null, "", url);
  document.title = q === "" ? "Reverse dictionary" : `${q} · Reverse dictionary`;
}

function clear() {
  pending = null;
  shown = null;
  results.hidden = true;
  byId("cost").hidden = true;
  byId("error").hidden = true;
  byId("announce").textContent = "";
}

function fail(sentence) {
  clear();
  byId("error").textContent = sentence;
  byId("error").hidden = false;
}

// ---- showing

function show(answer) {
  shown = answer;
  byId("error").hidden = true;
  byId("cost").hidden = false;
  results.hidden = false;
  results.dataset.query = answer.query;
  const found = new Set(answer.learned.hits.map((hit) => hit.id));
  const right = new Set(answer.exact.hits.map((hit) => hit.id));
  fill(lists[0], answer.learned.hits, (hit) => (right.has(hit.id) ? "" : "not among the exact ten"));
  fill(lists[1], answer.exact.hits, (hit) => (found.has(hit.id) ? "" : missed(hit)));

  byId("share").textContent = percent(answer.scanned / answer.total);
  byId("rows").textContent = `${numbers.format(answer.scanned)} of ${numbers.format(answer.total)}`;
  byId("bins").textContent = `${numbers.format(answer.probed.length)} of ${numbers.format(answer.bins)}`;
  byId("routed").textContent = `chosen in ${milliseconds(answer.router_ms)}`;
  byId("learned-time").textContent = milliseconds(answer.learned.ms);
  byId("exact-time").textContent = milliseconds(answer.exact.ms);
  const ratio = answer.exact.ms / answer.learned.ms;
  byId("ratio").textContent =
    ratio >= 1 ? `${ratio.toFixed(1)} × faster` : `${(1 / ratio).toFixed(1)} × slower`;
  const same = answer.exact.hits.filter((hit) => found.has(hit.id)).length;
  byId("recall").textContent = `${same} of ${answer.exact.hits.length} found by both`;
  showProbes();
  drawMap();
  byId("announce").textContent =
    `${answer.learned.hits.length} words: ` +
    answer.learned.hits.map((hit) => hit.words[0]).join(", ");
}

function missed(hit) {
  return hit.rank > 0 ? `missed: its bin has rank ${hit.rank}` : "missed";
}

function fill(list, hits, mark) {
  list.replaceChildren(
    ...hits.map((hit) => {
      const button = element("button", "hit");
      button.type = "button";
      button.dataset.definition = hit.definition;
      const words = element("span", "words", `${hit.words.join(", ")} `);
      words.append(element("span", "pos", hit.part_of_speech));
      const score = element("span", "score");
      const bar = element("span", "bar");
      const filled = element("i", "");
      filled.style.width = `${100 * Math.max(0, Math.min(1, hit.cosine))}%`;
      bar.append(filled);
      score.append(bar, element("small", "", hit.cosine.toFixed(2)));
      button.append(words, score, element("span", "definition", hit.definition));
      const note = mark(hit);
      if (note) {
        button.append(element("span", "mark", note));
      }
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

// One cell a bin; bins whose centres are alike stand near each other.
function drawMap() {
  const canvas = byId("map");
  if (!shown || canvas.clientWidth === 0) {
    return;
  }
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const bins = shown.bins;
  const cell = canvas.clientWidth < 600 ? 7 : 11;
  const rows = Math.ceil((bins * cell) / canvas.clientWidth);
  const columns = Math.ceil(bins / rows);
  const side = Math.min(canvas.clientWidth / columns, 3 * cell);
  const gap = side / 7;
  const height = rows * side;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);

  const rank = new Map(shown.probed.map((bin, i) => [bin, i]));
  const answers = new Set(shown.exact.hits.map((hit) => hit.bin));
  for (let bin = 0; bin < bins; bin++) {
    const place = info.places[bin] ?? bin;
    const row = Math.floor(place / columns);
    const column = row % 2 === 0 ? place % columns : columns - 1 - (place % columns);
    const x = column * side;
    const y = row * side;
    const probed = rank.has(bin);
    pen.globalAlpha = probed ? 1 - (0.6 * rank.get(bin)) / shown.probed.length : 1;
    pen.fillStyle = colour(probed ? "--learned" : answers.has(bin) ? "--lost" : "--cell");
    pen.fillRect(x + gap / 2, y + gap / 2, side - gap, side - gap);
    if (probed && answers.has(bin)) {
      pen.globalAlpha = 1;
      pen.lineWidth = Math.min(2, side / 5);
      pen.strokeStyle = colour("--exact");
      pen.strokeRect(x + 1.25, y + 1.25, side - 2.5, side - 2.5);
    }
  }
  pen.globalAlpha = 1;
  canvas.ariaLabel = `${shown.probed.length} of ${bins} bins were probed`;
}

// ---- probes: a logarithmic slider, 1 to all bins

function toProbes(position) {
  return Math.round(Math.exp((position / slider.max) * Math.log(info.bins)));
}

function toPosition(count) {
  return info.bins > 1 ? (slider.max * Math.log(count)) / Math.log(info.bins) : 0;
}

// Left to itself, each search probes as many bins as the model says.
function showProbes() {
  const count = probes > 0 ? probes : shown.probed.length;
  slider.value = toPosition(count);
  slider.ariaValueText = `${count} bins`;
  byId("chosen").textContent = numbers.format(count);
  byId("auto").ariaPressed = String(probes === 0);
}

slider.addEventListener("input", () => {
  probes = toProbes(Number(slider.value));
  byId("chosen").textContent = numbers.format(probes);
  byId("auto").ariaPressed = "false";
  soon();
});

byId("auto").addEventListener("click", () => {
  probes = 0;
  byId("auto").ariaPressed = "true";
  ask();
});

// ---- asking by hand

function askFor(text) {
  query.value = text;
  query.focus();
  ask();
}

query.addEventListener("input", soon);
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
for (const list of lists) {
  list.addEventListener("click", (event) => {
    const hit = event.target.closest(".hit");
    if (hit) {
      askFor(hit.dataset.definition);
      scrollTo({ top: 0 });
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  const typing = document.activeElement === query;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    query.focus();
    query.select();
  } else if (event.key === "Escape") {
    askFor("");
  } else if (event.key.startsWith("Arrow") && document.activeElement !== slider) {
    walk(event, typing);
  }
});

function walk(event, typing) {
  const columns = lists.map((list) => [...list.querySelectorAll(".hit")]);
  let column = columns.findIndex((hits) => hits.includes(document.activeElement));
  let row = column < 0 ? -1 : columns[column].indexOf(document.activeElement);
  if (column < 0) {
    if (!typing || event.key !== "ArrowDown") {
      return; // the arrows belong to the text
    }
    column = 0;
  }
  row += (event.key === "ArrowDown") - (event.key === "ArrowUp");
  column += (event.key === "ArrowRight") - (event.key === "ArrowLeft");
  event.preventDefault();
  if (row < 0) {
    query.focus();
  } else if (columns[column]) {
    columns[column][Math.min(row, columns[column].length - 1)]?.focus();
  }
}

// ---- start

function start() {
  const parameters = new URL(location.href).searchParams;
  probes = Math.max(0, Number.parseInt(parameters.get("probes") ?? "0", 10) || 0);
  query.value = parameters.get("q") ?? "";
  ask();
}

async function load() {
  const response = await fetch("api/info");
  info = await response.json();
  byId("about").textContent =
    `${numbers.format(info.docs)} definitions of WordNet, found by meaning in OpenSearch ` +
    `through a learned partition of ${numbers.format(info.bins)} bins`;
  const m = info.measured;
  byId("measured").textContent =
    `Measured with ${numbers.format(m.queries)} usage examples as queries: recall@10 ` +
    `${m.recall.toFixed(3)} with ${percent(m.scanned_share)} of the rows scanned, ` +
    `in ${m.probes.toFixed(1)} bins, ` +
    `${milliseconds(m.millis)} against ${milliseconds(m.exact_millis)} for exact search (medians).`;
  byId("examples").replaceChildren(
    ...info.examples.map((text) => {
      const chip = element("button", "", text);
      chip.type = "button";
      chip.addEventListener("click", () => askFor(text));
      const item = document.createElement("li");
      item.append(chip);
      return item;
    }),
  );
  start();
}

addEventListener("popstate", start);
addEventListener("resize", drawMap);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawMap);
load().catch(() => fail("The demo does not answer. Is it still running?"));
