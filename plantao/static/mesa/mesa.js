// The desk: the queue, the keyboard. Loaded on every page of the desk; what a page lacks does nothing.

import "./teclado.js";
import "./menus.js";
import "./prazos.js";
import "./fila.js";
import "./carga.js";
