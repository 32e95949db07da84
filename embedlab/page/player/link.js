// Hands a live page its widget.
import { ways } from "../link.js";

function fill(root, model) {
  const tell = (name) => root.dispatchEvent(new CustomEvent(name));
  root.pythonModel = model; // the page's own script may come later
  tell("embedlab-model");
  const gone = () => tell("embedlab-gone");
  return { gone, end: gone };
}

export default ways(fill);
