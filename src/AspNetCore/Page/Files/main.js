import { Refused, ask, forget, hold } from './api.js';
import { $, setText } from './dom.js';
import * as decisions from './decisions.js';
import * as explain from './explain.js';
import * as issuers from './issuers.js';

const every = 3000;
const atMost = 30000;
let isOpen = false;
let isPaused = false;
let misses = 0;
let timer = null;
let round = null;

$('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  open($('key').value.trim());
});
$('forget').addEventListener('click', () => close(''));
$('pause').addEventListener('click', () => {
  isPaused = !isPaused;
  $('pause').setAttribute('aria-pressed', String(isPaused));
  sayLive();
  wake();
});
document.addEventListener('visibilitychange', wake);
issuers.start({ changed: wake, lost });
decisions.start({ changed: wake });
explain.start({ lost });
$('key').focus();

async function open(key) {
  setText($('key-fault'), '');
  // What is no visible ASCII is no key, and no header.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    setText($('key-fault'), 'That is no admin key: a key has no spaces and no special characters.');
    return;
  }

  hold(key);
  try {
    await ask('v1/tenants');
  } catch (fault) {
    forget();
    setText($('key-fault'), whyNot(fault));
    $('key').select();
    return;
  }

  $('key').value = '';
  isOpen = true;
  isPaused = false;
  misses = 0;
  show(true);
  $('issuers').focus({ preventScroll: true });
  wake();
}

function close(why) {
  forget();
  isOpen = false;
  clearTimeout(timer);
  issuers.clear();
  decisions.clear();
  explain.clear();
  show(false);
  setText($('key-fault'), why);
  $('key').focus();
}

function show(opened) {
  $('door').hidden = opened;
  for (const id of ['content', 'sections', 'controls']) {
    $(id).hidden = !opened;
  }

  $('pause').setAttribute('aria-pressed', 'false');
  sayLive();
}

function whyNot(fault) {
  if (!(fault instanceof Refused)) {
    return 'The host cannot be reached.';
  }

  switch (fault.status) {
    case 401:
      return 'That is no admin key of this host.';
    case 429:
      return `Too many wrong keys were tried from here. Try again in ${fault.retryAfter ?? 60} seconds.`;
    default:
      return fault.message;
  }
}

// A key that is good no more closes the page; true when it did.
function lost(fault) {
  if (fault instanceof Refused && fault.status === 401) {
    close('The key is good no more. Type another one in.');
    return true;
  }

  return false;
}

// Now, unless a round is under way: then again after it.
function wake() {
  clearTimeout(timer);
  if (!isOpen || isPaused || document.hidden) {
    return;
  }

  if (round) {
    round.again = true;
    return;
  }

  look();
}

async function look() {
  const mine = { again: false };
  round = mine;
  try {
    await Promise.all([issuers.look(), decisions.look()]);
    misses = 0;
  } catch (fault) {
    if (fault.name !== 'AbortError' && !lost(fault)) {
      misses += 1;
    }
  } finally {
    round = null;
  }

  if (!isOpen) {
    return;
  }

  sayLive();
  clearTimeout(timer);
  timer = setTimeout(wake, mine.again ? 0 : Math.min(atMost, every * 2 ** misses));
}

function sayLive() {
  const live = $('live');
  live.dataset.state = isPaused ? 'paused' : misses > 0 ? 'lost' : 'live';
  setText(live, isPaused ? 'Paused' : misses > 0 ? 'Host not reached' : 'Live');
  setText($('pause'), isPaused ? 'Go on' : 'Pause');
}
