/** One seed for every property of a run: random by default, given by UCHIBORI_SEED to run the same again. */
import fc from 'fast-check';

const given = Number(process.env.UCHIBORI_SEED);
if (Number.isInteger(given) && process.env.UCHIBORI_SEED) fc.configureGlobal({ seed: given });
