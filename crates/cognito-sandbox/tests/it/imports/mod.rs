//! CSV imports, by behaviour: the operations and the upload through the wire, rows and log through the seam.

mod jobs;
mod log;
mod office;
mod rows;
mod sdk;
mod switches;
mod upload;
