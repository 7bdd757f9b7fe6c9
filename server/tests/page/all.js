// All of it, in this order: the links that have to end first are looked at last.

import './confirm.js';
import './fallback.js';
import './cancel.js';
import './states.js';
import './docs.js';
import './walk.js';
