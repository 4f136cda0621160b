// @ts-check
// What a page does beside being read: it listens, it looks again at its parts, it has one key. Without scripts it works all the same.
import { listen } from "./live.js";
import { keys } from "./keys.js";
import { campaigns } from "./campaigns.js";
import { suggestions } from "./suggestions.js";
import { once } from "./once.js";

listen();
keys();
suggestions();
campaigns();
once();
