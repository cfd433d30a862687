//! The guard against every operation that the five clients have (operations.txt: every `Metadata::new` in the SDK crates' sources): what
//! is not on the list of reads never reaches the connector.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_types::config_bag::ConfigBag;
use cognito_ferry::aws::guard::READS;

use super::world::World;

const OPERATIONS: &str = include_str!("operations.txt");

fn operations() -> Vec<(&'static str, &'static str)> {
    OPERATIONS.lines().map(|line| line.split_once(": ").unwrap()).collect()
}

/// Lets a call go under the name of another operation, so that all of them meet the guard as it is built into the clients.
#[derive(Debug)]
struct Under(&'static str, &'static str);

#[dyn_dispatch_hint]
impl Intercept for Under {
    fn name(&self) -> &'static str {
        "UnderAnotherName"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        bag.interceptor_state().store_put(Metadata::new(self.1, self.0));
        Ok(())
    }
}

#[tokio::test]
async fn every_operation_that_is_no_listed_read_is_refused_and_nothing_is_sent() {
    let world = World::demo();
    let accounts = world.accounts().await;
    let (mut sent, mut refused) = (0, 0);
    for (service, operation) in operations() {
        let listed = READS.iter().any(|(name, reads)| *name == service && reads.contains(&operation));
        let before = world.recorder.calls().len();
        let under = Under(service, operation);
        let called = accounts.source.read.sts.get_caller_identity().customize().interceptor(under).send().await;
        let reached = world.recorder.calls().len() > before;
        assert_eq!((called.is_ok(), reached), (listed, listed), "{service} {operation}");
        if reached { sent += 1 } else { refused += 1 }
    }
    println!("{} operations: {refused} refused, {sent} reads", sent + refused);
    assert!(refused > 400, "{refused}");
}

#[test]
fn every_listed_read_is_an_operation_that_a_client_has() {
    let known = operations();
    for (service, reads) in READS {
        for read in *reads {
            assert!(known.contains(&(service, read)), "{service} has no {read}");
        }
    }
}
