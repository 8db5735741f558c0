/// Pulling from a registry: the OCI distribution protocol over HTTP.
///
/// Says in Docker's words what went wrong, sends secrets to nobody but the registry and the token
/// server it names, believes no byte before its digest is verified. Knows neither engine nor store
/// beyond the {@link dev.gantry.oci.blob.Ingest} it writes into. Read {@link
/// dev.gantry.oci.registry.Registry} first.
@NullMarked
package dev.gantry.oci.registry;

import org.jspecify.annotations.NullMarked;
