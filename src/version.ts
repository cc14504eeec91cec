/** The package's version, written into the provenance of every result; a test holds it against package.json. */
export const VERSION = '0.1.0';
