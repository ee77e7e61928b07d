// Listens to what is built, and puts new pages in the place of the old: the place where one reads stays.
const form = document.querySelector("form");
const [state, mend, packet, problems, kept, pages] =
  ["state", "mend", "packet", "problems", "kept", "pages"].map((id) => document.getElementById(id));
const scale = Math.min(3, Math.ceil(devicePixelRatio));
let events;

function listen() {
  const chosen = new URLSearchParams(new FormData(form));
  history.replaceState(null, "", `?${chosen}`);
  events?.close();
  events = new EventSource(`events?${chosen}`);
  events.onmessage = ({ data }) => show(JSON.parse(data), chosen);
  events.onerror = () => { state.textContent = "The preview has ended. Start it again: guide preview"; };
}

function show(told, chosen) {
  const count = told.pages === 1 ? "1 page" : `${told.pages} pages`;
  const time = new Date().toLocaleTimeString();
  const errors = told.problems.filter((each) => each.severity === "error").length;
  const wrong = errors > 0;
  state.textContent = told.building ? "Building …" : wrong ? `not built, ${time}` : `${count}, ${time}`;
  mend.textContent = `${errors} to mend:`;
  mend.hidden = told.building || !wrong;
  packet.hidden = !told.mark;
  packet.href = `packet.pdf?${chosen}`;
  if (!told.building) tellProblems(told.problems, wrong, told.mark);
  showPages(told, chosen);
}

function tellProblems(found, wrong, mark) {
  problems.hidden = !found.length;
  problems.className = wrong ? "wrong" : "";
  problems.querySelector("h2").textContent = wrong ? "This is to be mended" : "Worth a look";
  kept.hidden = !wrong || !mark;
  problems.querySelector("ol").replaceChildren(...found.map(({ text }) => {
    const item = document.createElement("li");
    item.appendChild(document.createElement("pre")).textContent = text;
    return item;
  }));
}

function showPages({ mark, pages: count }, chosen) {
  const { width, height } = form.paper.selectedOptions[0].dataset;
  while (pages.children.length > count) pages.lastChild.remove();
  for (let number = 1; number <= count; number++) {
    const image = pages.children[number - 1] ?? pages.appendChild(new Image());
    image.width = Math.round(width * 96 / 25.4);
    image.height = Math.round(height * 96 / 25.4);
    image.loading = "lazy";
    image.alt = `Page ${number} of ${count}`;
    const source = `pages/${number}.png?${chosen}&scale=${scale}&of=${mark}`;
    if (image.getAttribute("src") !== source) image.src = source;
  }
  if (count) restore();
}

// Where the whole page is loaded again, too.
history.scrollRestoration = "manual";
addEventListener("pagehide", () => sessionStorage.setItem("place", scrollY));
function restore() {
  const place = sessionStorage.getItem("place");
  sessionStorage.removeItem("place");
  if (place) scrollTo(0, Number(place));
}

form.addEventListener("change", listen);
form.addEventListener("submit", (event) => event.preventDefault());
listen();
