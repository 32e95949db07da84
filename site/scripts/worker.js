/* The kernel's worker, begun before JupyterLab asks for it: Python starts while the page does. */
import { start } from "./python.js";
import "KERNEL-WORKER";

start().catch((error) => console.error(error)); // the kernel tells it, too
