# Random weeks of waits through R's survival::survfit and through the program given as the first argument; the largest difference of S(t)
# over all weeks is printed, and anything above 1e-9 fails. The second argument is the number of weeks, the third the seed.
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
weeks <- as.integer(arguments[2])
set.seed(as.integer(arguments[3]))

random_week <- function(id) {
  n <- sample(c(1:9, 10:60, sample(61:2000, 40)), 1)
  unit <- sample(c(1, 1000, 60000, 900000), 1)  # coarse units make many ties
  time <- round(rexp(n, 1 / sample(c(6e5, 3.6e6, 3.6e7), 1)) / unit) * unit
  end <- sample(c(8.64e7, 6.048e8), 1) * runif(n)
  data.frame(set = id, time = pmin(time, floor(end)), censored = as.integer(time > floor(end)))
}

cases <- do.call(rbind, lapply(seq_len(weeks), random_week))
input <- tempfile()
output <- tempfile()
write.table(format(cases, scientific = FALSE, trim = TRUE), input, row.names = FALSE, col.names = FALSE, quote = FALSE)
if (system2(arguments[1], stdin = input, stdout = output) != 0) stop("the program failed")
ours <- read.table(output, col.names = c("set", "time", "at_risk", "ended", "survival"))

largest <- 0
for (id in seq_len(weeks)) {
  week <- cases[cases$set == id, ]
  fit <- survfit(Surv(time, 1 - censored) ~ 1, data = week, timefix = FALSE)
  own <- ours[ours$set == id, ]
  if (nrow(own) != length(fit$time) || any(own$time != fit$time) || any(own$at_risk != fit$n.risk) || any(own$ended != fit$n.event)) {
    stop(sprintf("week %d: other steps than R's", id))
  }
  largest <- max(largest, abs(own$survival - fit$surv))
}
cat(sprintf("%d weeks, %d waits (%.0f %% open), %d steps: S(t) differs from R %s, survival %s by at most %.3g\n", weeks, nrow(cases),
            100 * mean(cases$censored), nrow(ours), getRversion(), packageVersion("survival"), largest))
if (largest > 1e-9) stop("more than 1e-9")
