PYTHON ?= python3
ENGINE = $(PYTHON) -m portal.engine

.PHONY: demo test check bench stop clean

demo:   ; @$(ENGINE) demo
test:   ; @$(ENGINE) test
check:  ; @$(ENGINE) check
bench:  ; @$(ENGINE) bench $(OPTIONS)
stop:   ; @$(ENGINE) stop
clean:  ; @$(ENGINE) clean

export PORT
